import PluginSDK

/// Something that a model has found: a box in pixels of the picture that the model saw.
public struct Detection: Sendable, Hashable {
    /// Where it is, in pixels of the model's input picture.
    public var box: Box
    /// 0 to 1.
    public var score: Float
    /// Position of its class in the model's list; 0 where there is one class.
    public var category: Int32
    /// Which box it was in the order of adding.
    var order: Int32
}

/// Boxes on their way from a model's outputs to regions. Memory is taken once and reused from frame to frame.
public struct Detections: ~Copyable {
    /// Most boxes over the score threshold; a model that gives more is told wrong things about its input.
    public let limit: Int
    /// Key points of each box.
    public let pointsPerBox: Int
    var entries: [Detection] = []
    var points: [Point] = []

    /// Room for boxes.
    public init(limit: Int = 10_000, pointsPerBox: Int = 0) {
        self.limit = limit
        self.pointsPerBox = pointsPerBox
        entries.reserveCapacity(256)
        points.reserveCapacity(256 * pointsPerBox)
    }

    /// How many boxes there are.
    public var count: Int { entries.count }

    /// A box.
    public subscript(position: Int) -> Detection { entries[position] }

    /// A key point of a box, 0 to ``pointsPerBox`` - 1, in pixels of the model's input picture.
    public func point(_ number: Int, at position: Int) -> Point {
        points[Int(entries[position].order) * pointsPerBox + number]
    }

    /// Forgets all; keeps the memory.
    public mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        points.removeAll(keepingCapacity: true)
    }

    /// Adds a box. Its key points, if the model has any, follow by ``appendPoint(_:)``.
    /// - Throws: `failed` for numbers that are not finite, `limit` for one box more than ``limit``.
    public mutating func append(_ box: Box, score: Float, category: Int = 0) throws(StageError) {
        guard score.isFinite, box.x.isFinite, box.y.isFinite, box.width.isFinite, box.height.isFinite else {
            throw StageError(
                .failed,
                "the model gave a box with a number that is not finite; check mean, scale and colour order, or the model"
            )
        }
        guard entries.count < limit else {
            throw StageError(
                .limit,
                "the model gave more than \(limit) boxes over the score threshold; check mean and scale, or raise the "
                    + "threshold")
        }
        precondition(points.count == entries.count * pointsPerBox, "each box has \(pointsPerBox) key points")
        entries.append(
            Detection(
                box: box, score: score, category: Int32(truncatingIfNeeded: category), order: Int32(entries.count)))
    }

    /// Adds a key point to the box that was added last.
    public mutating func appendPoint(_ point: Point) throws(StageError) {
        guard point.x.isFinite, point.y.isFinite else {
            throw StageError(.failed, "the model gave a key point that is not finite; check mean, scale and the model")
        }
        points.append(point)
    }
}
