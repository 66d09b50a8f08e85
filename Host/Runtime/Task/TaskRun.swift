import CSluice
import HostMemory

/// Runs tasks to completion, one input at a time, over the task's work list. Nothing recurses: a stage that emits only
/// adds to the list.
enum TaskRun {
    /// Takes one entry off the task's queues and works until nothing is left of it.
    /// - Returns: `false` when there was nothing, or when a full queue downstream forbids to go on.
    static func step(_ task: UnsafeMutablePointer<TaskState>) -> Bool {
        task.pointee.settings.deliver()
        if isBlocked(task) { return false }
        if task.pointee.group != nil { return stepInGroup(task) }
        if !task.pointee.residual.isEmpty, stepResidual(task) { return true }
        if let batch = task.pointee.batch { return stepBatch(task, batch) }
        let count = task.pointee.inputs.count
        for offset in 0..<count {
            var position = task.pointee.nextInput + offset
            if position >= count { position -= count }
            let input = task.pointee.inputs[position]
            let services = task.pointee.services
            let found = input.queue._withUnsafeGuaranteedRef { queue in
                guard queue.waiting.load(ordering: .relaxed) > 0 else { return false }
                return queue.pop(into: &task.pointee.input) {
                    services._withUnsafeGuaranteedRef { $0.clock.now_ns }
                }
            }
            guard found else { continue }
            task.pointee.nextInput = position + 1 == count ? 0 : position + 1
            work(task, input)
            return true
        }
        return false
    }

    /// As `step`, for what an edit of the graph has left behind.
    @inline(never)
    private static func stepResidual(_ task: UnsafeMutablePointer<TaskState>) -> Bool {
        let services = task.pointee.services.takeUnretainedValue()
        for input in task.pointee.residual {
            let queue = input.queue.takeUnretainedValue()
            guard queue.waiting.load(ordering: .relaxed) > 0,
                queue.pop(into: &task.pointee.input, now_ns: { services.clock.now_ns })
            else { continue }
            work(task, input)
            return true
        }
        return false
    }

    /// As `step`, for one of several parallel instances: entries are numbered as they are taken.
    private static func stepInGroup(_ task: UnsafeMutablePointer<TaskState>) -> Bool {
        guard let group = task.pointee.group, group.mayTake else { return false }
        let services = task.pointee.services.takeUnretainedValue()
        for input in task.pointee.residual + task.pointee.inputs {
            let queue = input.queue.takeUnretainedValue()
            guard queue.waiting.load(ordering: .relaxed) > 0,
                let ticket = group.take(queue, into: &task.pointee.input, now_ns: { services.clock.now_ns })
            else { continue }
            task.pointee.ticket = ticket
            NodeEvents.beginIfNew(input.node, input.port, task.pointee.input)
            work(task, input)
            let outputs = task.pointee.collected
            task.pointee.collected = []
            group.complete(ticket, outputs)
            return true
        }
        return false
    }

    /// Whether one of the queues it fills has no room. The bell of this task's thread then rings when there is.
    static func isBlocked(_ task: UnsafeMutablePointer<TaskState>) -> Bool {
        for queue in task.pointee.outputs {
            let full = queue._withUnsafeGuaranteedRef { $0.isFull && $0.waitForRoom() }
            if full { return true }
        }
        return false
    }

    static func hasWork(_ task: UnsafeMutablePointer<TaskState>) -> Bool {
        if task.pointee.settings.isWaiting { return true }
        var waiting = false
        for input in task.pointee.inputs
        where input.queue._withUnsafeGuaranteedRef({ $0.waiting.load(ordering: .relaxed) > 0 }) {
            waiting = true
        }
        for input in task.pointee.residual where input.queue.takeUnretainedValue().waiting.load(ordering: .relaxed) > 0
        {
            waiting = true
        }
        if let group = task.pointee.group, !group.mayTake { return false }
        if let batch = task.pointee.batch, batch.count > 0, isDue(task, batch) { waiting = true }
        return waiting && !isBlocked(task)
    }

    static func work(_ task: UnsafeMutablePointer<TaskState>, _ input: TaskInput) {
        let kind = task.pointee.input.kind
        var item = UnsafePointer(itemOfInput(task))
        let frame = kind == .item ? EdgeQueue.frame(item.pointee) : 0
        if input.lumaView, frame != 0 { item = lumaView(task, item) }
        task.pointee.ring.push(WorkEntry(node: input.node, item: item, port: input.port, kind: kind))
        task.pointee.stamp_ns = task.pointee.services._withUnsafeGuaranteedRef { $0.clock.now_ns }
        runList(task)
        finish(task)
        if frame != 0 { task.pointee.store._withUnsafeGuaranteedRef { _ = $0.release(frame) } }
        task.pointee.progress.add(1)
    }

    /// Where the item that came off the queue stands; it stays there until the next one is taken.
    private static func itemOfInput(_ task: UnsafeMutablePointer<TaskState>) -> UnsafeMutablePointer<sluice_item> {
        withUnsafeMutablePointer(to: &task.pointee.input.item) { $0 }
    }

    /// Works until the list is empty.
    static func runList(_ task: UnsafeMutablePointer<TaskState>) {
        while let entry = task.pointee.ring.pop() {
            if entry.kind == .item { process(task, entry) } else { event(entry) }
        }
        task.pointee.current.store(-1, ordering: .relaxed)
        task.pointee.currentItem = nil
    }

    private static func event(_ entry: WorkEntry) {
        if let collector = entry.node.pointee.collector {
            return collector.add(entry.kind, entry.item.pointee)
        }
        switch entry.kind {
        case .progress: NodeEvents.progress(entry.node, entry.port, entry.item.pointee)
        case .begin: NodeEvents.begin(entry.node, entry.port, entry.item.pointee)
        case .end: NodeEvents.end(entry.node, entry.port, entry.item.pointee)
        case .item: break
        }
    }

    @inline(__always)
    private static func process(_ task: UnsafeMutablePointer<TaskState>, _ entry: WorkEntry) {
        let node = entry.node
        guard node.pointee.inputKinds.has(entry.item.pointee.kind, port: entry.port) else { return passBy(entry) }
        node.pointee.itemsIn.add(1)
        if node.pointee.isOutOfService {
            node.pointee.skipped.add(1)
            return
        }
        task.pointee.current.store(node.pointee.index, ordering: .relaxed)
        task.pointee.currentItem = entry.item
        node.pointee.outputsLeft = node.pointee.maxOutputs
        let status = node.pointee.process(node.pointee.stage, entry.port, entry.item)
        measure(task, node, entry.item)
        if status < 0 { NodeEvents.failed(node, status, entry.item.pointee) }
    }

    /// Items of a kind that the stage does not take go on past it, in order.
    private static func passBy(_ entry: WorkEntry) {
        guard entry.node.pointee.outputCount > 0 else { return }
        Emit.send(entry.node, 0, entry.item)
    }

    /// One clock read for each stage: the end of one is the start of the next.
    @inline(__always)
    private static func measure(
        _ task: UnsafeMutablePointer<TaskState>, _ node: UnsafeMutablePointer<Node>, _ item: UnsafePointer<sluice_item>
    ) {
        task.pointee.services._withUnsafeGuaranteedRef { services in
            let now = services.clock.now_ns
            let start = task.pointee.stamp_ns
            let spent = UInt64(max(0, now &- start))
            task.pointee.stamp_ns = now
            node.pointee.busy_ns.add(spent)
            node.pointee.time.record(spent)
            node.pointee.latency.record(UInt64(max(0, now &- item.pointee.capture_ns)))
            guard let trace = services.trace else { return }
            trace.record(
                TraceRecorder.Span(
                    node: node.pointee.index, task: Int32(task.pointee.index), stream: item.pointee.stream,
                    seq: item.pointee.seq, start_ns: start, end_ns: now))
        }
    }

    /// Gives back what lived for one input.
    static func finish(_ task: UnsafeMutablePointer<TaskState>) {
        task.pointee.store._withUnsafeGuaranteedRef { store in
            for i in 0..<task.pointee.adoptedCount { store.release(task.pointee.adopted[i]) }
        }
        task.pointee.adoptedCount = 0
        task.pointee.arena.reset()
    }

    /// The item with the brightness plane of its frame alone.
    static func lumaView(
        _ task: UnsafeMutablePointer<TaskState>, _ item: UnsafePointer<sluice_item>
    ) -> UnsafePointer<sluice_item> {
        task.pointee.store._withUnsafeGuaranteedRef { store in
            guard let alias = store.lumaView(EdgeQueue.frame(item.pointee)), let view = store.view(alias) else {
                return item
            }
            task.pointee.adopt(alias)
            var copy = item.pointee
            copy.payload.frame = view
            return task.pointee.arena.place(copy)
        }
    }
}
