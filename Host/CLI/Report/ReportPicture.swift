import HostCore
import HostRuntime

/// A small copy of a part of a frame, as red, green, blue.
struct ReportPicture: Sendable {
    let width: Int
    let height: Int
    let rgb: [UInt8]

    /// Longest side of a copy.
    private static let side = 176
    /// A frame of at most this size is shown whole: it is a crop already.
    private static let wholeSide = 256
    /// How much more than the box is shown on each side, as a share of it.
    private static let margin: Float = 0.25

    /// The frame, or when it is large, the part of it round a box; made smaller by averaging.
    init?(_ picture: ObservedPicture, around box: (x: Float, y: Float, width: Float, height: Float)) {
        guard let sampler = PixelSampler(picture) else { return nil }
        let part = Self.part(picture, box)
        let scale = max(1, Double(max(part.width, part.height)) / Double(Self.side))
        width = max(1, Int((Double(part.width) / scale).rounded()))
        height = max(1, Int((Double(part.height) / scale).rounded()))
        var rgb: [UInt8] = []
        rgb.reserveCapacity(width * height * 3)
        for y in 0..<height {
            let rows = Self.span(y, height, part.y, part.height)
            for x in 0..<width {
                let (r, g, b) = sampler.average(columns: Self.span(x, width, part.x, part.width), rows: rows)
                rgb.append(r)
                rgb.append(g)
                rgb.append(b)
            }
        }
        self.rgb = rgb
    }

    /// The pixels that one pixel of the copy stands for.
    private static func span(_ index: Int, _ count: Int, _ start: Int, _ length: Int) -> Range<Int> {
        let first = start + index * length / count
        return first..<max(first + 1, start + (index + 1) * length / count)
    }

    private static func part(
        _ picture: ObservedPicture, _ box: (x: Float, y: Float, width: Float, height: Float)
    ) -> (x: Int, y: Int, width: Int, height: Int) {
        let (width, height) = (picture.width, picture.height)
        guard max(width, height) > wholeSide, box.width > 0, box.height > 0, (box.x + box.y).isFinite else {
            return (0, 0, width, height)
        }
        let left = clamp(box.x - box.width * margin, width - 1)
        let top = clamp(box.y - box.height * margin, height - 1)
        let right = clamp(box.x + box.width * (1 + margin), width)
        let bottom = clamp(box.y + box.height * (1 + margin), height)
        return (left, top, max(1, right - left), max(1, bottom - top))
    }

    private static func clamp(_ value: Float, _ limit: Int) -> Int { Int(min(max(0, value), Float(limit))) }

    /// As an address for `src` of an image.
    var dataURI: String {
        "data:image/png;base64," + Base64.text(PNGFile.bytes(width: width, height: height, rgb: rgb))
    }
}
