import CSluice
import HostCore
import HostGraph

/// What happens at a node beside items: streams that begin, advance and end, and errors.
enum NodeEvents {
    static func begin(_ node: UnsafeMutablePointer<Node>, _ port: UInt32, _ event: sluice_item) {
        guard node.pointee.begunPairs.insert(PortStream(port: port, stream: event.stream)).inserted else { return }
        let services = node.pointee.services.takeUnretainedValue()
        node.pointee.outputsLeft = node.pointee.maxOutputs
        if let call = node.pointee.stageClass?.pointee.begin, let stream = services.streams.descriptor(event.stream) {
            let status = call(node.pointee.stage, port, stream)
            if status < 0 { failed(node, status, event) }
        }
        // A stream that comes in by several ports goes on as one.
        if node.pointee.begun.insert(event.stream).inserted { Emit.sendEvent(node, .begin, event) }
    }

    /// A parallel instance meets a stream whose beginning another one took.
    static func beginIfNew(_ node: UnsafeMutablePointer<Node>, _ port: UInt32, _ slot: QueueSlot) {
        guard slot.kind != .begin, node.pointee.begun.insert(slot.item.stream).inserted else { return }
        let services = node.pointee.services.takeUnretainedValue()
        guard let call = node.pointee.stageClass?.pointee.begin,
            let stream = services.streams.descriptor(slot.item.stream)
        else { return }
        node.pointee.outputsLeft = 0
        let status = call(node.pointee.stage, port, stream)
        if status < 0 { failed(node, status, slot.item) }
    }

    static func progress(_ node: UnsafeMutablePointer<Node>, _ port: UInt32, _ event: sluice_item) {
        if let advance = node.pointee.advance, !node.pointee.isOutOfService {
            node.pointee.outputsLeft = node.pointee.maxOutputs
            let status = advance(node.pointee.stage, port, event.stream, event.seq, event.pts_ns)
            if status < 0 { failed(node, status, event) }
        }
        if !node.pointee.holdsItems { Emit.sendEvent(node, .progress, event) }
    }

    /// The stage hears of the end of a stream; after the last one it is drained, and only then does the end go on, so
    /// that nothing follows it.
    static func end(_ node: UnsafeMutablePointer<Node>, _ port: UInt32, _ event: sluice_item) {
        let pair = PortStream(port: port, stream: event.stream)
        guard node.pointee.endedPairs.insert(pair).inserted else { return }
        node.pointee.outputsLeft = node.pointee.maxOutputs
        if let call = node.pointee.stageClass?.pointee.end,
            node.pointee.begunPairs.contains(pair) || node.pointee.group != nil
        {
            let status = call(node.pointee.stage, port, event.stream)
            if status < 0 { failed(node, status, event) }
        }
        let isLast: Bool
        if let group = node.pointee.group {
            isLast = group.endOne()
        } else {
            node.pointee.endsExpected -= 1
            isLast = node.pointee.endsExpected == 0
        }
        if let join = node.pointee.join {
            join.end(Int(port), event.stream)
        }
        if isLast { drain(node, event) }
        let key = event.stream
        node.pointee.endsSeen[key, default: 0] += 1
        if node.pointee.endsSeen[key] == node.pointee.portsOfStream[key, default: 1] {
            node.pointee.endsWaiting.append(event)
        }
        guard isLast || !node.pointee.mixesStreams else { return }
        for waiting in node.pointee.endsWaiting { Emit.sendEvent(node, .end, waiting) }
        node.pointee.endsWaiting.removeAll()
        if isLast { finish(node) }
    }

    static func finish(_ node: UnsafeMutablePointer<Node>) {
        node.pointee.isFinished = true
        let completion = node.pointee.services.takeUnretainedValue().completion
        if !node.pointee.isLeaving { return completion.nodeDone() }
        if completion.isDone { completion.bell.ring() }
    }

    static func drain(_ node: UnsafeMutablePointer<Node>, _ event: sluice_item) {
        guard let call = node.pointee.stageClass?.pointee.drain else { return }
        node.pointee.outputsLeft = node.pointee.maxOutputs
        let status = call(node.pointee.stage)
        if status < 0 { failed(node, status, event) }
    }

    /// Counts an error and does what the graph says should follow.
    /// - Parameter text: The reason, where the call handled several items; the last one that was reported for `nil`.
    static func failed(
        _ node: UnsafeMutablePointer<Node>, _ status: sluice_status, _ item: sluice_item, text: String? = nil
    ) {
        node.pointee.errors.add(1)
        let control = node.pointee.control.takeUnretainedValue()
        let services = node.pointee.services.takeUnretainedValue()
        let text = control.takeError(status: status, text: text)
        let count = node.pointee.errors.value
        if count & (count - 1) == 0 {
            let times = count == 1 ? "" : " (\(count) errors so far)"
            services.log(3, control.plan.name, "item \(item.seq) of stream \(item.stream): \(text)\(times)")
        }
        switch control.plan.onError {
        case .skip: break
        case .stop:
            node.pointee.isOutOfService = true
            services.completion.stop(
                HostError(
                    .stage, "\(text); the graph stops, as on_error: stop asks",
                    site: control.plan.site.naming(stage: control.plan.name)))
        case .restart: NodeLife.restart(node)
        }
    }
}
