import CHostShim
import CSluice
import HostCore
import HostMemory

/// `sluice.batch/1` of a stage in a worker: the table that the runtime asks for. Its limits are the stage's own, as it
/// said when it was configured.
final class ProxyBatch {
    let table: UnsafeMutablePointer<sluice_batch>

    init() {
        table = .allocate(capacity: 1)
        table.initialize(to: sluice_batch())
        table.pointee.struct_size = UInt32(MemoryLayout<sluice_batch>.size)
        table.pointee.max_items = 1
        table.pointee.process = { stage, port, items, count, failed in
            guard let stage, let items, let failed, count > 0 else { return SLUICE_E_ARGUMENT }
            let proxy = Unmanaged<StageProxy>.fromOpaque(UnsafeRawPointer(stage))
            return proxy._withUnsafeGuaranteedRef {
                $0.process(port, batch: UnsafeBufferPointer(start: items, count: Int(count)), failed)
            }
        }
    }

    deinit { table.deallocate() }

    func set(maxItems: UInt64, maxWait_ns: UInt64) {
        table.pointee.max_items = max(1, UInt32(clamping: maxItems))
        table.pointee.max_wait_ns = Int64(clamping: maxWait_ns)
    }
}

/// Several items in one call.
extension StageProxy {
    typealias Items = Slice<UnsafeBufferPointer<UnsafePointer<sluice_item>?>>

    /// Slabs that one request shows, beside those for the worker's own frames.
    private static let slabsOfItems = Int(SHIM_SLABS) / 2

    /// As `sluice_batch.process`. What one request cannot carry goes in several, one after the other.
    func process(
        _ port: UInt32, batch: UnsafeBufferPointer<UnsafePointer<sluice_item>?>, _ statuses: UnsafeMutablePointer<Int32>
    ) -> sluice_status {
        guard batch.allSatisfy({ $0 != nil }) else { return SLUICE_E_ARGUMENT }
        var from = 0
        while from < batch.count {
            let part = from..<from + fitting(batch[from...])
            let status = process(port, batch[part])
            if status < 0, part.count == batch.count { return status }
            for index in part { statuses[index] = status < 0 ? status : failed[index - from] }
            // One reason was given for all of them: each item that failed has one of its own.
            if status < 0 { for _ in part.dropFirst() { report(status, lastReport) } }
            from = part.upperBound
        }
        return SLUICE_OK
    }

    /// How many of the first items go into one request; at least one.
    private func fitting(_ items: Items) -> Int {
        var bytes = 0
        seenSlabs.removeAll(keepingCapacity: true)
        var count = 0
        for case let item? in items {
            bytes += ItemWire.size(item.pointee)
            if item.pointee.kind == UInt32(SLUICE_ITEM_FRAME), let frame = item.pointee.payload.frame,
                let place = store.place(of: frame.pointee.handle), !seenSlabs.contains(place.slab)
            {
                seenSlabs.append(place.slab)
            }
            if count > 0, bytes > Self.largestItem_bytes || seenSlabs.count > Self.slabsOfItems { return count }
            count += 1
        }
        return count
    }

    /// One request. What each item came to is in ``failed``.
    private func process(_ port: UInt32, _ part: Items) -> sluice_status {
        clearStatuses(part.count)
        if successor != nil || hasGivenUp {
            for (index, item) in part.enumerated() {
                if let item { failed[index] = min(0, process(port, item)) }
            }
            return SLUICE_OK
        }
        for case let item? in part { items.append(item) }
        defer { items.removeAll(keepingCapacity: true) }
        let status = working(items: items.count) { () throws(Lost) in try processInWorker(port) }
        // A worker that ended took them all with it.
        guard let status else {
            clearStatuses(part.count)
            return SLUICE_OK
        }
        saveIfDue()
        return status
    }

    private func clearStatuses(_ count: Int) {
        failed.removeAll(keepingCapacity: true)
        for _ in 0..<count { failed.append(0) }
    }

    private func processInWorker(_ port: UInt32) throws(Lost) -> sluice_status {
        guard let area = requestArea, let first = items.first else { throw .over }
        var used = 0
        for item in items {
            let size = ItemWire.size(item.pointee)
            let refused = write(port, item, size, to: area + used)
            if refused < 0 { return refused }
            used += size
        }
        var request = shim_request()
        request.port = port
        request.seq = UInt64(items.count)
        return try exchange(
            .processBatch, request, bytes: used, stream: first.pointee.stream, seq: first.pointee.seq)
    }
}
