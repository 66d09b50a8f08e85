import CHostShim
import HostCore
import HostGraph
import Synchronization

extension RunningGraph {
    /// Counts of this moment. What the capture knows of its streams is for the caller to add.
    public func statistics() -> RunStatistics { structure.withLock { _ in counts() } }

    private func counts() -> RunStatistics {
        var result = RunStatistics()
        result.graph = plan.name
        result.elapsed_ns = options.clock.now_ns - startTime_ns
        result.firstFrame_ns = firstFrame.time_ns.map { $0 - startTime_ns }
        result.streams = zip(plan.streams, feeds).map { plan, feed in
            var stream = StreamStatistics()
            stream.name = plan.name
            stream.frames = feed.frames.value
            stream.pts_ns = Int64(feed.lastPts_ns.value)
            return stream
        }
        result.stages = nodes.map(stage)
        result.formerSinks = formerSinks + failedSinks(outgoing.leaving)
        result.edges = plan.edges.map(edge)
        result.memory = memory
        return result
    }

    /// The counts of those that are sinks and could not write everything.
    func failedSinks(_ nodes: [UnsafeMutablePointer<Node>]) -> [StageStatistics] {
        nodes.filter { $0.pointee.outputCount == 0 && $0.pointee.counts.ioErrors > 0 }.map { stage([$0]) }
    }

    /// The counts of all instances of a stage.
    private func stage(_ instances: [UnsafeMutablePointer<Node>]) -> StageStatistics {
        var result = StageStatistics()
        for node in instances { add(node, to: &result) }
        result.time = Histogram.percentiles(instances.map { $0.pointee.time.counts })
        // Items of a replay were captured by another clock.
        if options.repeatsTime { return result }
        result.latency = Histogram.percentiles(instances.map { $0.pointee.latency.counts })
        return result
    }

    private func add(_ node: UnsafeMutablePointer<Node>, to result: inout StageStatistics) {
        let control = node.pointee.control.takeUnretainedValue()
        result.name = control.plan.name
        result.stage = control.plan.manifest?.id ?? "join"
        result.task = control.plan.task
        result.isSource = control.plan.manifest?.inputs.isEmpty == true
        let counts = node.pointee.counts
        result.itemsIn += counts.itemsIn
        result.itemsOut += counts.itemsOut
        result.errors += counts.errors
        result.skipped += counts.skipped
        result.busy_ns += counts.busy_ns
        result.ioErrors += counts.ioErrors
        result.restarts += node.pointee.restarts.value
        let current = node.pointee.task.pointee.current.load(ordering: .relaxed)
        if current == node.pointee.index { result.isAtWork = true }
        let error = control.state.withLock { $0.lastError }
        if !error.isEmpty { result.lastError = error }
        for metric in control.numbers.values {
            if let known = result.metrics.firstIndex(where: { $0.name == metric.name }) {
                result.metrics[known].value += metric.value
            } else {
                result.metrics.append(metric)
            }
        }
    }

    private func edge(_ plan: EdgePlan) -> EdgeStatistics {
        var result = EdgeStatistics()
        switch plan.from {
        case .stream(let index): result.from = self.plan.streams[index].name
        case .node(let index, let port): result.from = self.plan.nodes[index].portName(output: port)
        }
        result.to = self.plan.nodes[plan.to].portName(input: plan.port)
        result.fused = plan.fused
        guard let queues = queues[plan.index], let queuePlan = plan.queue else { return result }
        result.capacity = queuePlan.capacity
        result.policy = queuePlan.policy.description
        var dropped = InlineArray<4, UInt64>(repeating: 0)
        for queue in queues {
            let counts = queue.snapshot
            result.pushed += counts.pushed
            result.popped += counts.popped
            result.left += counts.left
            result.highWater = max(result.highWater, counts.highWater)
            for i in 0..<4 { dropped[i] += counts.dropped[i] }
        }
        for reason in DropReason.allCases where dropped[reason.rawValue] > 0 {
            result.dropped.append((reason.name, dropped[reason.rawValue]))
        }
        return result
    }

    private var memory: MemoryStatistics {
        var result = MemoryStatistics()
        let counters = store.counters
        result.framesLive = counters.framesLive.load(ordering: .relaxed)
        (result.slotsUsed, result.slots) = store.slotUse
        result.slab_bytes = counters.slab_bytes.load(ordering: .relaxed)
        result.overflow = counters.overflowTaken.load(ordering: .relaxed)
        result.copies = counters.copies.load(ordering: .relaxed)
        result.copied_bytes = counters.copied_bytes.load(ordering: .relaxed)
        let usage = shim_process_usage()
        result.maxResident_bytes = Int(usage.max_resident_bytes)
        result.cpu_ns = usage.cpu_ns
        return result
    }
}

extension NodePlan {
    /// `faces`, or `faces.rejected` for a port that is not the first.
    func portName(output port: Int) -> String {
        guard port > 0, let ports = manifest?.outputs, port < ports.count else { return name }
        return "\(name).\(ports[port].name)"
    }

    /// `scores`, or `scores.regions` when the stage has several inputs.
    func portName(input port: Int) -> String {
        guard let ports = manifest?.inputs, ports.count > 1, port < ports.count else { return name }
        return "\(name).\(ports[port].name)"
    }
}
