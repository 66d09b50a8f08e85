import CSluice

/// Regions being written, to be emitted with an item within the same call.
@frozen
public struct NewRegions: ~Copyable, ~Escapable {
    @usableFromInline let block: UnsafeMutablePointer<sluice_region_block>
    @usableFromInline var nextID: UInt64

    @inlinable @_lifetime(borrow host)
    init(
        _ block: UnsafeMutablePointer<sluice_region_block>, _ host: borrowing UnsafePointer<sluice_host>, idBase: UInt64
    ) {
        self.block = block
        nextID = idBase + UInt64(block.pointee.region_count) + 1
    }

    /// How many there are.
    @inlinable public var count: Int { Int(block.pointee.region_count) }

    /// The region at a position.
    @inlinable public subscript(index: Int) -> Region { Region(regions[checked(index)]) }

    /// Adds a region.
    /// - Returns: Its position, or `nil` when the room asked for is used up.
    @inlinable @discardableResult
    public mutating func append(_ box: Box, label: Name, confidence: Float, parent: UInt64 = 0) -> Int? {
        let index = block.pointee.region_count
        guard index < block.pointee.region_capacity else { return nil }
        var region = sluice_region()
        region.id = nextID
        region.parent = parent
        (region.x, region.y, region.width, region.height) = (box.x, box.y, box.width, box.height)
        region.confidence = confidence
        region.label = label.id
        regions[Int(index)] = region
        block.pointee.region_count = index + 1
        nextID += 1
        return Int(index)
    }

    /// Adds a region as it stands in another list: with its id, track, label and confidence, but in a new place.
    @inlinable @discardableResult
    public mutating func append(copyOf region: Region, box: Box) -> Int? {
        guard let index = append(box, label: region.label, confidence: region.confidence, parent: region.parent) else {
            return nil
        }
        regions[index].id = region.id
        regions[index].track = region.track
        regions[index].flags = region.region.flags
        return index
    }

    /// Says which object the region at a position shows.
    @inlinable public mutating func setTrack(_ track: UInt64, predicted: Bool = false, at index: Int) {
        let region = regions + checked(index)
        region.pointee.track = track
        if predicted { region.pointee.flags |= UInt32(SLUICE_REGION_PREDICTED) }
    }

    /// Moves the region at a position.
    @inlinable public mutating func setBox(_ box: Box, at index: Int) {
        let region = regions + checked(index)
        (region.pointee.x, region.pointee.y) = (box.x, box.y)
        (region.pointee.width, region.pointee.height) = (box.width, box.height)
    }

    /// Scales all boxes and key points about the top left corner, as their picture was.
    @inlinable public mutating func scale(x: Float, y: Float) {
        for index in 0..<count {
            let region = regions + index
            region.pointee.x *= x
            region.pointee.y *= y
            region.pointee.width *= x
            region.pointee.height *= y
        }
        for index in 0..<Int(block.pointee.point_count) {
            let point = points + index
            point.pointee.x *= x
            point.pointee.y *= y
        }
    }

    /// Adds a named score to the region at a position, or replaces it. `false` when the room asked for is used up.
    @inlinable @discardableResult
    public mutating func setScore(_ name: Name, _ value: Float, at index: Int) -> Bool {
        let region = regions + checked(index)
        var last: UInt32 = 0
        var next = region.pointee.first_score
        while next != 0, next <= block.pointee.score_count {
            if scores[Int(next) - 1].name == name.id {
                scores[Int(next) - 1].value = value
                return true
            }
            last = next
            next = scores[Int(next) - 1].next
        }
        let free = block.pointee.score_count
        guard free < block.pointee.score_capacity else { return false }
        scores[Int(free)] = sluice_score(name: name.id, value: value, next: 0)
        block.pointee.score_count = free + 1
        if last == 0 { region.pointee.first_score = free + 1 } else { scores[Int(last) - 1].next = free + 1 }
        return true
    }

    /// Gives the region at a position all named scores that a region of another list has. `false` when the room asked
    /// for is used up.
    @inlinable @discardableResult
    public mutating func copyScores(of list: RegionList, at source: Int, to index: Int) -> Bool {
        guard let block = list.block, source >= 0, source < list.count else { return true }
        let scores = Block.scores(block)
        var next = Block.regions(block)[source].first_score
        while next != 0, next <= block.pointee.score_count {
            let score = scores[Int(next) - 1]
            guard setScore(Name(id: score.name), score.value, at: index) else { return false }
            next = score.next
        }
        return true
    }

    /// Adds a key point to the region that was added last. `false` when the room asked for is used up.
    @inlinable @discardableResult
    public mutating func appendPoint(_ point: Point) -> Bool {
        let free = block.pointee.point_count
        guard free < block.pointee.point_capacity, block.pointee.region_count > 0 else { return false }
        let region = regions + Int(block.pointee.region_count - 1)
        if region.pointee.point_count == 0 { region.pointee.first_point = free }
        points[Int(free)] = sluice_point(x: point.x, y: point.y)
        region.pointee.point_count += 1
        block.pointee.point_count = free + 1
        return true
    }

    @inlinable func checked(_ index: Int) -> Int {
        precondition(index >= 0 && index < count, "region \(index) of \(count)")
        return index
    }
    @inlinable var regions: UnsafeMutablePointer<sluice_region> { UnsafeMutablePointer(mutating: Block.regions(block)) }
    @inlinable var points: UnsafeMutablePointer<sluice_point> { UnsafeMutablePointer(mutating: Block.points(block)) }
    @inlinable var scores: UnsafeMutablePointer<sluice_score> { UnsafeMutablePointer(mutating: Block.scores(block)) }
}
