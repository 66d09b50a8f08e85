/// The lengths of a tensor's axes, outermost first, at most eight. A value without memory of its own.
@frozen
public struct TensorShape: Sendable, ExpressibleByArrayLiteral {
    @usableFromInline var lengths: InlineArray<8, Int>
    /// Number of axes, 0 to 8; 0 for a single number.
    public let rank: Int

    /// Stands for the length of an axis that is not known before a run.
    @inlinable public static var unknown: Int { -1 }

    /// A shape; what is beyond eight axes is cut off.
    public init(_ axes: some Collection<Int>) {
        lengths = InlineArray(repeating: 1)
        rank = min(8, axes.count)
        for (axis, length) in axes.prefix(8).enumerated() { lengths[axis] = length }
    }

    /// A shape as written: `[1, 3, 240, 320]`.
    public init(arrayLiteral axes: Int...) { self.init(axes) }

    /// Length of an axis; 1 for axes that the tensor does not have. A negative position counts from the last axis.
    @inlinable public subscript(axis: Int) -> Int {
        let position = axis < 0 ? rank + axis : axis
        return position >= 0 && position < rank ? lengths[position] : 1
    }

    /// Whether all lengths are known.
    public var isKnown: Bool {
        for axis in 0..<rank where lengths[axis] < 0 { return false }
        return true
    }

    /// Numbers in such a tensor; `nil` when a length is not known, or the product is beyond all memory.
    public var count: Int? {
        var product = 1
        for axis in 0..<rank {
            guard lengths[axis] >= 0 else { return nil }
            let (next, overflow) = product.multipliedReportingOverflow(by: lengths[axis])
            if overflow { return nil }
            product = next
        }
        return product
    }

    /// The same shape with another length of one axis.
    public func with(_ length: Int, at axis: Int) -> TensorShape {
        var copy = self
        if axis >= 0, axis < rank { copy.lengths[axis] = length }
        return copy
    }

    /// Whether a tensor of the other shape, all of whose lengths are known, may stand here: equal but for axes of
    /// unknown length.
    public func admits(_ other: TensorShape) -> Bool {
        guard rank == other.rank else { return false }
        for axis in 0..<rank where lengths[axis] >= 0 && lengths[axis] != other.lengths[axis] { return false }
        return true
    }

    /// The lengths in a list.
    public var axes: [Int] { (0..<rank).map { lengths[$0] } }
}

extension TensorShape: Hashable {
    /// Equal in rank and in all lengths.
    public static func == (left: TensorShape, right: TensorShape) -> Bool {
        guard left.rank == right.rank else { return false }
        for axis in 0..<left.rank where left.lengths[axis] != right.lengths[axis] { return false }
        return true
    }

    /// By rank and lengths.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(rank)
        for axis in 0..<rank { hasher.combine(lengths[axis]) }
    }
}

extension TensorShape: CustomStringConvertible {
    /// `[1, 3, 240, 320]`, with `?` for lengths that are not known.
    public var description: String {
        "[" + axes.map { $0 < 0 ? "?" : String($0) }.joined(separator: ", ") + "]"
    }
}
