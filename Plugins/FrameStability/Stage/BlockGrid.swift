import SluiceVision

/// A frame in blocks, row by row from the top left; those at the right and at the bottom may be smaller.
struct BlockGrid: Equatable {
    let width: Int
    let height: Int
    let blockWidth: Int
    let blockHeight: Int

    var columns: Int { (width + blockWidth - 1) / blockWidth }
    var rows: Int { (height + blockHeight - 1) / blockHeight }
    var count: Int { columns * rows }

    /// Pixels of a block.
    func part(_ index: Int) -> PixelRect {
        let (x, y) = (index % columns * blockWidth, index / columns * blockHeight)
        return PixelRect(x: x, y: y, width: min(blockWidth, width - x), height: min(blockHeight, height - y))
    }
}
