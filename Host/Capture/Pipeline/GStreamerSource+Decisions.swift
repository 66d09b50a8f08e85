import HostCore

extension GStreamerSource {
    enum Decision {
        case goOn
        case ended
        case failed(HostError)
        case stopped
    }

    func decide(_ notice: PipelineNotice, _ verdict: inout Verdict) -> Decision {
        if isStopping { return .stopped }
        switch notice {
        case .stop, .enough: return .stopped
        case .end: return .ended
        case .missing(let kind, let detail, let words):
            verdict.note(missing: kind, detail, words)
            return .goOn
        case .noVideo(let other): return .failed(verdict.noVideo(other))
        case .error(let code, let element, let message, let debug):
            let frames = delivery.frames.load(ordering: .relaxed)
            return .failed(
                verdict.failure(code: code, element: element, message: message, debug: debug, frames: frames))
        }
    }

    /// The error that kept a pipeline from starting was posted before it said so.
    func startFailure(_ verdict: inout Verdict) -> HostError? {
        while let notice = notices.take(timeout_ns: Self.look_ns) {
            switch decide(notice, &verdict) {
            case .goOn: continue
            case .failed(let error): return error
            case .ended, .stopped: return nil
            }
        }
        return errors.unreachable("it does not start")
    }
}
