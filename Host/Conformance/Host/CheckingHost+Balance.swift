extension CheckingHost {
    /// After destroy nothing may be held any more.
    func checkBalance() {
        lock.withLock { _ in
            let held = frames.values.filter { $0.refs > 0 }
            guard let first = held.min(by: { $0.handle < $1.handle }) else { return }
            let what =
                switch first.state {
                case .writable: "a frame that it allocated"
                case .input: "a frame that it kept with frame_ref"
                case .frozen: "a frame that it kept with frame_keep"
                }
            tell(.balance, "destroyed without giving back \(what), and \(held.count - 1) others")
        }
    }

    /// Times from here to there have come in on a stream.
    func widen(_ stream: UInt32, _ from: Int64, _ to: Int64) {
        guard let old = times[stream] else {
            times[stream] = min(from, to)...max(from, to)
            return
        }
        times[stream] = min(old.lowerBound, from)...max(old.upperBound, to)
    }
}
