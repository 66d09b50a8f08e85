import CSluice
import HostMemory

extension TaskRun {
    /// As `step`, for a task whose first node takes several items in one call: gathers what is there, in turn from all its
    /// queues, until the batch is full, an entry comes that cannot join, or the first item has waited long enough.
    static func stepBatch(_ task: UnsafeMutablePointer<TaskState>, _ batch: BatchState) -> Bool {
        let services = task.pointee.services
        var took = false
        while batch.count < batch.limit, batch.waiting == nil, let position = takeNext(task) {
            took = true
            if joins(task, batch, position) {
                let now_ns = services._withUnsafeGuaranteedRef { $0.clock.now_ns }
                batch.add(&task.pointee.input, input: position, now_ns: now_ns)
            } else if batch.count > 0, task.pointee.input.kind == .progress {
                batch.add(progress: task.pointee.input.item, input: position)
            } else if batch.count == 0 {
                work(task, task.pointee.inputs[position])
                return true
            } else {
                batch.waiting = position
            }
        }
        guard batch.count > 0, isDue(task, batch) else { return took }
        finishBatch(task, batch)
        return true
    }

    /// Handles what is gathered, and the entry that waits behind it.
    static func finishBatch(_ task: UnsafeMutablePointer<TaskState>, _ batch: BatchState) {
        guard batch.count > 0 else { return }
        work(task, batch)
        if let position = batch.waiting {
            batch.waiting = nil
            work(task, task.pointee.inputs[position])
        }
    }

    /// Whether the gathered items are to be handled now.
    static func isDue(_ task: UnsafeMutablePointer<TaskState>, _ batch: BatchState) -> Bool {
        batch.count == batch.limit || batch.waiting != nil || restOfWait_ns(task, batch) <= 0
    }

    /// How long the gathered items may still wait for others.
    static func restOfWait_ns(_ task: UnsafeMutablePointer<TaskState>, _ batch: BatchState) -> Int64 {
        guard let table = task.pointee.inputs[batch.input].node.pointee.batch else { return 0 }
        let now_ns = task.pointee.services._withUnsafeGuaranteedRef { $0.clock.now_ns }
        return table.pointee.max_wait_ns &- (now_ns &- batch.since_ns)
    }

    /// Nanoseconds after which a task has to be looked at again although nothing arrives; `nil` for never.
    static func restOfWait_ns(_ task: UnsafeMutablePointer<TaskState>) -> Int64? {
        guard let batch = task.pointee.batch, batch.count > 0 else { return nil }
        return max(0, restOfWait_ns(task, batch))
    }

    /// The next entry of the task's queues, in its slot now; the position of the queue.
    private static func takeNext(_ task: UnsafeMutablePointer<TaskState>) -> Int? {
        let services = task.pointee.services
        let count = task.pointee.inputs.count
        for offset in 0..<count {
            var position = task.pointee.nextInput + offset
            if position >= count { position -= count }
            let found = task.pointee.inputs[position].queue._withUnsafeGuaranteedRef { queue in
                guard queue.waiting.load(ordering: .relaxed) > 0 else { return false }
                return queue.pop(into: &task.pointee.input) { services._withUnsafeGuaranteedRef { $0.clock.now_ns } }
            }
            guard found else { continue }
            task.pointee.nextInput = position + 1 == count ? 0 : position + 1
            return position
        }
        return nil
    }

    /// Whether the entry in the task's slot is an item that may go with those that are gathered.
    private static func joins(_ task: UnsafeMutablePointer<TaskState>, _ batch: BatchState, _ position: Int) -> Bool {
        let input = task.pointee.inputs[position]
        guard task.pointee.input.kind == .item, input.node.pointee.batch != nil, !input.node.pointee.isOutOfService,
            input.node.pointee.inputKinds.has(task.pointee.input.item.kind, port: input.port)
        else { return false }
        return batch.count == 0 || task.pointee.inputs[batch.input].port == input.port
    }

    /// Hands the gathered items to the stage, then runs what it gave.
    private static func work(_ task: UnsafeMutablePointer<TaskState>, _ batch: BatchState) {
        let input = task.pointee.inputs[batch.input]
        let node = input.node
        task.pointee.stamp_ns = task.pointee.services._withUnsafeGuaranteedRef { $0.clock.now_ns }
        for index in 0..<batch.count where input.lumaView && batch.frame(index) != 0 {
            if let item = batch.items[index] { batch.items[index] = lumaView(task, item) }
        }
        node.pointee.itemsIn.add(UInt64(batch.count))
        task.pointee.current.store(node.pointee.index, ordering: .relaxed)
        task.pointee.currentItem = nil
        node.pointee.outputsLeft = node.pointee.maxOutputs &* UInt32(batch.count)
        call(node, input.port, batch)
        measure(task, node, batch)
        runList(task)
        for (event, position) in batch.progress where !batch.outruns(event) {
            let input = task.pointee.inputs[position]
            let item = task.pointee.arena.place(event)
            task.pointee.ring.push(WorkEntry(node: input.node, item: item, port: input.port, kind: .progress))
        }
        runList(task)
        finish(task)
        task.pointee.progress.add(UInt64(batch.count))
        task.pointee.store._withUnsafeGuaranteedRef { batch.clear($0) }
    }

    private static func call(_ node: UnsafeMutablePointer<Node>, _ port: UInt32, _ batch: BatchState) {
        guard let table = node.pointee.batch else { return }
        batch.failed.update(repeating: 0, count: batch.count)
        let items = UnsafePointer(batch.items)
        let status = table.pointee.process(node.pointee.stage, port, items, UInt32(batch.count), batch.failed)
        var texts: ArraySlice<String>?
        for index in 0..<batch.count {
            let own = status < 0 ? status : batch.failed[index]
            guard own < 0, let item = batch.items[index] else { continue }
            let control = node.pointee.control.takeUnretainedValue()
            let left = texts ?? control.takeReports()[...]
            NodeEvents.failed(node, own, item.pointee, text: left.first)
            // One reason stands for all when the call as a whole failed.
            texts = status < 0 ? left : left.dropFirst()
        }
    }

    /// Each item has its share of the call's time.
    private static func measure(
        _ task: UnsafeMutablePointer<TaskState>, _ node: UnsafeMutablePointer<Node>, _ batch: BatchState
    ) {
        task.pointee.services._withUnsafeGuaranteedRef { services in
            let now = services.clock.now_ns
            let start = task.pointee.stamp_ns
            let spent = UInt64(max(0, now &- start))
            task.pointee.stamp_ns = now
            node.pointee.busy_ns.add(spent)
            for index in 0..<batch.count {
                guard let item = batch.items[index] else { continue }
                node.pointee.time.record(spent / UInt64(batch.count))
                node.pointee.latency.record(UInt64(max(0, now &- item.pointee.capture_ns)))
                services.trace?.record(
                    TraceRecorder.Span(
                        node: node.pointee.index, task: Int32(task.pointee.index), stream: item.pointee.stream,
                        seq: item.pointee.seq, start_ns: start, end_ns: now))
            }
        }
    }
}
