import PluginSDK

/// One region of the file.
struct FileRegion {
    var frame: Int64
    /// Position among the file's stream names, or −1 for any stream.
    var stream: Int32 = -1
    /// Its line.
    var line: Int32
    var box: Box
    var confidence: Float
    var label: Name
    var track: UInt64 = 0
    /// Its number in the file, by which parts name the whole; 0 for none.
    var id: UInt64 = 0
    var parent: UInt64 = 0
    var isPredicted = false
    var points: Range<Int> = 0..<0
    var scores: Range<Int> = 0..<0
}

/// Why a line cannot be used.
struct LineFault: Error {
    /// The same for all lines with this fault.
    let kind: Kind
    let text: String

    /// Faults by which lines are counted.
    enum Kind: String, CaseIterable {
        case unreadable = "cannot be read"
        case number = "have a number that is none, or is not finite"
        case size = "have a size that is not above 0, or is beyond any picture"
        case frame = "have no frame number from 0"
        case many = "are more than max_regions in their frame"
    }

    /// A box that can be used; coordinates of a billion pixels are none.
    static func box(_ values: [Double], scale: Double) throws(LineFault) -> Box {
        guard values.count == 4 else {
            throw LineFault(kind: .unreadable, text: "a box is four numbers: left, top, width, height")
        }
        guard values.allSatisfy(\.isFinite) else {
            throw LineFault(kind: .number, text: "the box has a number that is not finite")
        }
        let scaled = values.map { $0 * scale }
        guard scaled.allSatisfy({ $0.magnitude < 1e9 }) else {
            throw LineFault(
                kind: .size,
                text: "the box \(scaled[0]), \(scaled[1]), \(scaled[2]), \(scaled[3]) lies beyond 1000000000 pixels")
        }
        let box = Box(x: Float(scaled[0]), y: Float(scaled[1]), width: Float(scaled[2]), height: Float(scaled[3]))
        guard scaled[2] > 0, scaled[3] > 0, box.width > 0, box.height > 0 else {
            throw LineFault(
                kind: .size,
                text:
                    "the box is \(values[2]) wide and \(values[3]) high at \(values[0]), \(values[1]); sizes above 0 are needed"
            )
        }
        return box
    }

    /// A frame's number.
    static func frame(_ value: Double) throws(LineFault) -> Int64 {
        guard let number = Int64(exactly: value), number >= 0, number < 1 << 53 else {
            throw LineFault(kind: .frame, text: "the frame number \(value) is no whole number from 0")
        }
        return number
    }
}
