extension RunningGraph {
    /// Reads what a ``PressureGauge`` compares. Allocates nothing after the first time. Control thread.
    public func read(into reading: inout PressureReading) {
        reading.edges.removeAll(keepingCapacity: true)
        reading.stages.removeAll(keepingCapacity: true)
        structure.withLock { _ in
            for instances in nodes { reading.stages.append(Self.pressure(instances)) }
            for edge in plan.edges.indices { reading.edges.append(pressure(edge)) }
        }
    }

    private static func pressure(_ instances: [UnsafeMutablePointer<Node>]) -> PressureReading.Stage {
        var result = PressureReading.Stage()
        for node in instances {
            result.itemsIn &+= node.pointee.itemsIn.value &+ node.pointee.before.itemsIn
            result.busy_ns &+= node.pointee.busy_ns.value &+ node.pointee.before.busy_ns
            let current = node.pointee.task.pointee.current.load(ordering: .relaxed)
            if current == node.pointee.index { result.isAtWork = true }
        }
        return result
    }

    private func pressure(_ edge: Int) -> PressureReading.Edge {
        var result = PressureReading.Edge()
        guard let queues = queues[edge] else { return result }
        for queue in queues {
            let counts = queue.snapshot
            result.capacity = queue.capacity
            result.left &+= counts.left
            result.overflow &+= counts.dropped[DropReason.overflowOldest.rawValue]
            result.overflow &+= counts.dropped[DropReason.overflowNewest.rawValue]
        }
        return result
    }
}
