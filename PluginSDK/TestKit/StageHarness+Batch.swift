import CSluice
import PluginSDK

extension StageHarness where S: ~Copyable {
    /// How the stage wants its items gathered; `nil` for one at a time.
    public var batching: BatchPolicy? {
        guard let table = batchTable else { return nil }
        return BatchPolicy(maxItems: Int(table.pointee.max_items), maxWait_ns: table.pointee.max_wait_ns)
    }

    /// Pushes several frames in one call, as a host does that has gathered them.
    /// - Parameter frames: Each with its stream, in the order of arrival.
    /// - Returns: What became of each: `nil`, or its error.
    public func push(together frames: [(frame: TestFrame, stream: UInt32)]) throws(StageError) -> [StageError?] {
        guard let table = batchTable, let process = table.pointee.process else {
            throw StageError(.state, "the stage takes one item at a time")
        }
        guard frames.count <= Int(table.pointee.max_items) else {
            throw StageError(.argument, "the stage takes at most \(table.pointee.max_items) items in a call")
        }
        var items: [UnsafeMutablePointer<sluice_item>] = []
        var made: [PoolFrame] = []
        var views: [UnsafeMutablePointer<sluice_frame>] = []
        defer {
            for item in items { item.deallocate() }
            for view in views { view.deallocate() }
            for frame in made { host.release(frame) }
        }
        for (frame, stream) in frames {
            var item = try stamp(stream, 0, nil, 0, nil, 0)
            let inMemory = try self.frame(frame, &item)
            made.append(inMemory)
            let view = UnsafeMutablePointer<sluice_frame>.allocate(capacity: 1)
            view.initialize(to: inMemory.facts)
            views.append(view)
            item.payload.frame = UnsafePointer(view)
            let place = UnsafeMutablePointer<sluice_item>.allocate(capacity: 1)
            place.initialize(to: item)
            items.append(place)
        }
        let pointers = items.map { UnsafePointer($0) as UnsafePointer<sluice_item>? }
        var failed = [Int32](repeating: 0, count: items.count)
        let reported = host.errors.count
        let limit = host.contract.maxOutputs
        host.contract.maxOutputs = limit * items.count
        defer { host.contract.maxOutputs = limit }
        try call(.process) { _, stage in process(stage, 0, pointers, UInt32(pointers.count), &failed) }
        var texts = host.errors[reported...]
        return failed.map { status in
            guard status < 0 else { return nil }
            guard let error = texts.popFirst(), error.code.rawValue == status else {
                host.violate("an item failed and no error of its kind was reported for it")
                return StageError(StageError.Code(status), "")
            }
            return StageError(error.code, error.text)
        }
    }

    private var batchTable: UnsafePointer<sluice_batch>? {
        guard let stage, let found = stageClass.pointee.get_extension(stage, SLUICE_EXT_BATCH) else { return nil }
        return found.assumingMemoryBound(to: sluice_batch.self)
    }
}
