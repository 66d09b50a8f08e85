/// What was given back stays mapped and closed for a while, so that a late touch of it is found out.
struct Quarantine {
    private var blocks: [FencedBlock] = []
    private var oldest = 0
    private static let limit = 192

    /// Closes a block and keeps it closed until as many others as the limit have come after it.
    mutating func take(_ block: FencedBlock, _ how: StaticString) {
        block.close(.useAfterRelease, how)
        guard blocks.count == Self.limit else { return blocks.append(block) }
        blocks[oldest] = block
        oldest = (oldest + 1) % Self.limit
    }
}
