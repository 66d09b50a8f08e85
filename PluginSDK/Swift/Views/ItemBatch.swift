import CSluice

/// Several items, borrowed for the call that hands them over: `for i in batch.indices { batch[i] }`. They stand in the
/// order of arrival; those of one stream in that stream's order. All came in by the same port.
@frozen
public struct ItemBatch: ~Escapable {
    @usableFromInline let items: UnsafePointer<UnsafePointer<sluice_item>?>
    /// How many there are, at least 1.
    public let count: Int
    /// The input port they came in by, counted from 0 in the manifest's order.
    public let port: Int
    @usableFromInline let failures: BatchFailures

    @_lifetime(borrow items)
    init(
        _ items: borrowing UnsafePointer<UnsafePointer<sluice_item>?>, count: Int, port: Int, failures: BatchFailures
    ) {
        self.items = copy items
        self.count = count
        self.port = port
        self.failures = failures
    }

    /// Positions in the batch.
    @inlinable public var indices: Range<Int> { 0..<count }

    /// The item at a position.
    @inlinable public subscript(position: Int) -> ItemView {
        @_lifetime(copy self)
        get {
            precondition(position >= 0 && position < count, "item \(position) of a batch of \(count)")
            guard let item = items[position] else { preconditionFailure("a batch has no item \(position)") }
            return _overrideLifetime(ItemView(item, port: port), copying: self)
        }
    }

    /// Says that the item at a position failed; the others are not touched by it. The first error of an item counts.
    public func fail(_ position: Int, _ error: StageError) {
        guard !failures.list.contains(where: { $0.position == position }) else { return }
        failures.list.append((position, error))
    }

    /// Whether the item at a position has failed.
    public func hasFailed(_ position: Int) -> Bool { failures.list.contains { $0.position == position } }
}

/// Errors of single items of a batch, from one call.
@usableFromInline
final class BatchFailures {
    @exclusivity(unchecked) var list: [(position: Int, error: StageError)] = []
}
