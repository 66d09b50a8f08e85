import CSluice

/// Something found in a frame; a value that may be kept. Points and scores are read through ``RegionList``.
@frozen
public struct Region: Sendable {
    @usableFromInline var region: sluice_region
    @inlinable init(_ region: sluice_region) { self.region = region }

    /// Unique within the captured frame.
    @inlinable public var id: UInt64 { region.id }
    /// The region it belongs to; 0 for none.
    @inlinable public var parent: UInt64 { region.parent }
    /// The object it shows, followed over time; 0 when no tracker has seen it.
    @inlinable public var track: UInt64 { region.track }
    /// Where it is, in pixels of the frame it travels with.
    @inlinable public var box: Box { Box(x: region.x, y: region.y, width: region.width, height: region.height) }
    /// How sure the stage that found it is, 0 to 1.
    @inlinable public var confidence: Float { region.confidence }
    /// What it is.
    @inlinable public var label: Name { Name(id: region.label) }
    /// Whether it is a tracker's prediction rather than an observation.
    @inlinable public var isPredicted: Bool { region.flags & UInt32(SLUICE_REGION_PREDICTED) != 0 }
}

/// A position in pixels.
@frozen
public struct Point: Sendable, Hashable {
    /// From the left.
    public var x: Float
    /// From the top.
    public var y: Float
    /// A position.
    @inlinable public init(x: Float, y: Float) {
        self.x = x
        self.y = y
    }
}

/// The regions of an item, borrowed and read-only: `for i in list.indices { list[i] }`.
@frozen
public struct RegionList: ~Escapable {
    @usableFromInline let block: UnsafePointer<sluice_region_block>?

    @inlinable @_lifetime(borrow block)
    init(_ block: borrowing UnsafePointer<sluice_region_block>?) { self.block = copy block }

    /// How many there are.
    @inlinable public var count: Int { block.map { Int($0.pointee.region_count) } ?? 0 }
    /// Whether there are none.
    @inlinable public var isEmpty: Bool { count == 0 }
    /// Positions in the list.
    @inlinable public var indices: Range<Int> { 0..<count }

    /// The region at a position.
    @inlinable public subscript(index: Int) -> Region {
        guard let block, index >= 0, index < Int(block.pointee.region_count) else { return Region(sluice_region()) }
        return Region(Block.regions(block)[index])
    }

    /// Position of the region with the given id.
    @inlinable public func index(of id: UInt64) -> Int? {
        guard let block else { return nil }
        let regions = Block.regions(block)
        for i in indices where regions[i].id == id { return i }
        return nil
    }

    /// A named score of the region at a position.
    @inlinable public func score(_ name: Name, at index: Int) -> Float? {
        guard let block, index >= 0, index < count else { return nil }
        let scores = Block.scores(block)
        var next = Block.regions(block)[index].first_score
        while next != 0, next <= block.pointee.score_count {
            let score = scores[Int(next) - 1]
            if score.name == name.id { return score.value }
            next = score.next
        }
        return nil
    }

    /// Calls `body` with each score of the region at a position, oldest first.
    @inlinable public func forEachScore(at index: Int, _ body: (Name, Float) -> Void) {
        guard let block, index >= 0, index < count else { return }
        let scores = Block.scores(block)
        var next = Block.regions(block)[index].first_score
        while next != 0, next <= block.pointee.score_count {
            let score = scores[Int(next) - 1]
            body(Name(id: score.name), score.value)
            next = score.next
        }
    }

    /// How many named scores the region at a position has.
    @inlinable public func scoreCount(at index: Int) -> Int {
        var count = 0
        forEachScore(at: index) { _, _ in count += 1 }
        return count
    }

    /// How many key points the region at a position has.
    @inlinable public func pointCount(at index: Int) -> Int { Int(self[index].region.point_count) }

    /// A key point of the region at a position.
    @inlinable public func point(_ number: Int, at index: Int) -> Point? {
        guard let block, index >= 0, index < count else { return nil }
        let region = Block.regions(block)[index]
        let position = Int(region.first_point) + number
        guard number >= 0, number < region.point_count, position < block.pointee.point_count else { return nil }
        let point = Block.points(block)[position]
        return Point(x: point.x, y: point.y)
    }
}

/// Where the arrays of a block lie.
@usableFromInline
enum Block {
    @inlinable static func regions(_ b: UnsafePointer<sluice_region_block>) -> UnsafePointer<sluice_region> {
        (UnsafeRawPointer(b) + Int(b.pointee.regions_offset)).assumingMemoryBound(to: sluice_region.self)
    }
    @inlinable static func points(_ b: UnsafePointer<sluice_region_block>) -> UnsafePointer<sluice_point> {
        (UnsafeRawPointer(b) + Int(b.pointee.points_offset)).assumingMemoryBound(to: sluice_point.self)
    }
    @inlinable static func scores(_ b: UnsafePointer<sluice_region_block>) -> UnsafePointer<sluice_score> {
        (UnsafeRawPointer(b) + Int(b.pointee.scores_offset)).assumingMemoryBound(to: sluice_score.self)
    }
}
