import HostCore

extension GraphDraft {
    /// From this cost on, two neighbours are worth a thread each.
    private static let heavy_us = 1000

    /// Fuses neighbours into tasks. Everything that enters a task enters at its first node, so tasks cannot form a circle.
    mutating func formTasks() {
        let incoming = edgesByConsumer()
        var costs: [Int] = []
        for node in nodes.indices {
            let cost = nodes[node].manifest?.cost_us ?? 0
            if let task = sharedTask(node, incoming[node]), !(cost >= Self.heavy_us && costs[task] >= Self.heavy_us) {
                tasks[task].append(node)
                nodes[node].task = task
                costs[task] += cost
                for edge in incoming[node] { edges[edge].fused = true }
            } else {
                nodes[node].task = tasks.count
                tasks.append([node])
                costs.append(cost)
            }
        }
    }

    /// The one task that feeds a node, when the node may run in it.
    private func sharedTask(_ node: Int, _ incoming: [Int]) -> Int? {
        // A batch is gathered from queues.
        guard !standsAlone(node), !isIsolated(node), batch(node) == 1, let first = incoming.first.flatMap(producer)
        else { return nil }
        let task = nodes[first].task
        for edge in incoming {
            guard let feed = producer(of: edge), nodes[feed].task == task, !standsAlone(feed),
                edges[edge].consumer.flatMap({ stages[$0].declaration.queue }) == nil
            else { return nil }
        }
        return task
    }

    /// Whether a node has a task to itself. One that is isolated begins a task, so that nothing before it waits for its
    /// worker; what follows it would wait for its items anyway, and a queue between them would cost as much as the worker.
    private func standsAlone(_ node: Int) -> Bool {
        guard let manifest = nodes[node].manifest else { return false }
        let declaration = nodes[node].stage.map { stages[$0].declaration }
        return declaration?.fuse?.value == false || instances(node) > 1 || waits(node)
            || declaration?.thread == .own || manifest.inputs.isEmpty
    }

    func instances(_ node: Int) -> Int {
        nodes[node].stage.flatMap { stages[$0].declaration.instances?.value } ?? 1
    }

    /// How many items a node takes in one call: what its setting says, where one instance does the work.
    func batch(_ node: Int) -> Int {
        guard let key = nodes[node].manifest?.batchKey, !key.isEmpty, instances(node) == 1,
            let items = nodes[node].configuration[key]?.integerValue
        else { return 1 }
        return max(1, min(1024, Int(clamping: items)))
    }

    func isIsolated(_ node: Int) -> Bool {
        nodes[node].stage.flatMap { stages[$0].declaration.isolation?.isProcess } ?? false
    }

    /// Whether a node waits for something other than the processor.
    private func waits(_ node: Int) -> Bool {
        guard let manifest = nodes[node].manifest else { return false }
        let thread = nodes[node].stage.flatMap { stages[$0].declaration.thread }
        return manifest.blocking && thread != .shared
    }

    /// Whether a task needs a thread of its own.
    func ownsThread(_ task: [Int]) -> Bool {
        task.contains { node in
            let thread = nodes[node].stage.flatMap { stages[$0].declaration.thread }
            return waits(node) || thread == .own || isIsolated(node)
                || (nodes[node].manifest?.inputs.isEmpty ?? false)
        }
    }
}
