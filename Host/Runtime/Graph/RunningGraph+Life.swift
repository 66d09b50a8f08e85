import HostCore
import Synchronization

extension RunningGraph {
    /// Starts the threads. Sources may push from now on.
    public func start() throws(HostError) {
        isRunning = true
        if let recording, !recording.start() {
            throw HostError(
                .limit, "the system gives no thread to record with; raise the limit on processes (ulimit -u)")
        }
        for worker in workers where !worker.start() {
            throw HostError(
                .limit, "the system gives no thread for \(worker.name); raise the limit on processes (ulimit -u)")
        }
        for source in sources where !source.start() {
            throw HostError(.limit, "the system gives no thread for a source; raise the limit on processes (ulimit -u)")
        }
    }

    /// Asks stages without inputs to end. Streams end when their owner calls ``StreamFeed/end()``.
    public func endSources() {
        for source in sources { source.requestStop() }
    }

    /// Waits until every stage has seen the end of all its streams and was drained, or a stage stopped the run.
    /// - Returns: `true` when all is done or the run was stopped, `false` when the time is over.
    public func finish(within_ns timeout: Int64) -> Bool {
        if isDone || completion.failure != nil { return true }
        completion.bell.sleep(timeout_ns: timeout) { isDone || completion.failure != nil }
        if let stall = stallWatch.check(self, now_ns: options.clock.now_ns) { completion.stop(stall) }
        return isDone || completion.failure != nil
    }

    /// Makes a call of ``finish(within_ns:)`` return before its time. Any thread.
    public func wake() { completion.bell.ring() }

    /// Whether every stage is done, those too that an edit has taken out.
    public var isDone: Bool { completion.isDone && outgoing.leaving.allSatisfy { $0.pointee.isFinished } }

    /// The error that stopped the run, if one did.
    public var failure: HostError? { completion.failure }

    /// Stops at once: waiting items are dropped and counted, stages at work are asked to return. Any thread.
    public func cancel() {
        services.cancelled.store(true, ordering: .sequentiallyConsistent)
        structure.withLock { _ in
            for queue in queues.values.joined() { queue.cancelItems() }
            for queue in outgoing.queues { queue.cancelItems() }
            for feed in feeds { feed.bell.ring() }
            endSources()
        }
    }

    /// Ends threads and stages.
    /// - Returns: What stages said about their end, such as a sink that could not write its last bytes.
    public func close() -> [HostError] {
        guard !isClosed else { return [] }
        isClosed = true
        services.cancelled.store(true, ordering: .sequentiallyConsistent)
        for feed in feeds { feed.bell.ring() }
        for source in sources { source.join() }
        for worker in workers { worker.stop() }
        for task in tasks.joined() { task.pointee.batch?.clear(store) }
        var failures: [HostError] = []
        for node in nodes.joined() { if let failure = NodeLife.close(node) { failures.append(failure) } }
        for node in outgoing.allNodes { if let failure = NodeLife.close(node) { failures.append(failure) } }
        for queue in queues.values.joined() { queue.cancelItems() }
        for queue in outgoing.queues { queue.cancelItems() }
        recording?.stop()
        return failures
    }
}
