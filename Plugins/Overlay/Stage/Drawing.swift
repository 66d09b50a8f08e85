import PluginSDK

/// What is to be drawn into one frame, as clipped rectangles. Its memory is kept from frame to frame.
struct Drawing {
    private(set) var fills: [Fill] = []
    private var width = 0
    private var height = 0

    /// Begins anew for a frame of the given size.
    mutating func begin(width: Int, height: Int) {
        fills.removeAll(keepingCapacity: true)
        (self.width, self.height) = (width, height)
    }

    mutating func fill(_ left: Int, _ top: Int, _ right: Int, _ bottom: Int, _ colour: Palette.RGB) {
        let whole = Fill(left: left, top: top, right: right, bottom: bottom, colour: colour)
        if let inside = whole.clipped(width, height) { fills.append(inside) }
    }

    /// The outline of a rectangle; lines lie on its inside.
    mutating func outline(_ left: Int, _ top: Int, _ right: Int, _ bottom: Int, _ line: Int, _ colour: Palette.RGB) {
        let (across, down) = (min(line, right - left), min(line, bottom - top))
        fill(left, top, right, top + down, colour)
        fill(left, bottom - down, right, bottom, colour)
        fill(left, top + down, left + across, bottom - down, colour)
        fill(right - across, top + down, right, bottom - down, colour)
    }

    /// A square round a point.
    mutating func dot(_ x: Int, _ y: Int, _ size: Int, _ colour: Palette.RGB) {
        let (left, top) = (x - size / 2, y - size / 2)
        fill(left, top, left + size, top + size, colour)
    }

    /// A line as a row of squares (digital differential analyser).
    mutating func line(_ from: (x: Int, y: Int), _ to: (x: Int, y: Int), _ size: Int, _ colour: Palette.RGB) {
        let (dx, dy) = (to.x - from.x, to.y - from.y)
        let steps = max(abs(dx), abs(dy)) / max(1, size / 2)
        // Longer than any frame is wide: the ends lie far outside, and it is no way that something went.
        guard steps > 0, steps < 20_000 else { return dot(to.x, to.y, size, colour) }
        for step in 0...steps { dot(from.x + dx * step / steps, from.y + dy * step / steps, size, colour) }
    }

    /// Text from a top left corner. Runs of dots in a column are one rectangle.
    mutating func text(_ text: [UInt8], _ left: Int, _ top: Int, _ scale: Int, _ colour: Palette.RGB) {
        for (number, character) in text.enumerated() {
            let start = left + number * Font.advance * scale
            guard start < width else { return }
            for column in 0..<Font.columns {
                let x = start + column * scale
                var dots = Font.column(character, column)
                var row = 0
                while dots != 0 {
                    let gap = dots.trailingZeroBitCount
                    let run = (~(dots >> gap)).trailingZeroBitCount
                    let y = top + (row + gap) * scale
                    fill(x, y, x + scale, y + run * scale, colour)
                    row += gap + run
                    dots = run + gap >= 8 ? 0 : dots >> (gap + run)
                }
            }
        }
    }
}
