import PluginSDK
import SluiceVision

/// Draws what was found into a copy of the frame: boxes, captions, key points and the way that tracks went.
public struct Overlay: Stage {
    /// Frames in, frames out.
    public static let manifest = StageManifest(
        id: "io.sluice.overlay", summary: "Draws regions, tracks and scores into a copy of the frame.",
        inputs: [.any("in", "Frames with regions, and ends of tracks.")],
        outputs: [.same("out", as: "in", "The same frames with drawings.")], state: .stream)

    private let settings: OverlaySettings
    private let labels: [Name]
    private let trackEnd: Name
    private var caption: Caption
    private var trails: Trails
    private var drawing = Drawing()

    /// Makes a stage that remembers no track.
    public init(settings: OverlaySettings, context: StageContext) {
        self.settings = settings
        labels = settings.labels.map { context.intern($0) }
        trackEnd = context.intern("sluice.track-end")
        caption = Caption(settings, context)
        trails = Trails(length: settings.trail)
    }

    /// Draws into a copy when there is something to draw; passes the item on as it is otherwise.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard let frame = item.frame else {
            if let record = item.record, record.type == trackEnd, let track = record.integer("track") {
                trails.end(item.stream, UInt64(bitPattern: track))
            }
            return try output.emit(item)
        }
        draw(item, frame)
        guard !drawing.fills.isEmpty else { return try output.emit(item) }
        var copy = try output.newFrame(frame.format, width: frame.width, height: frame.height, like: frame)
        FrameCopy.copy(frame, to: &copy)
        Painter.paint(drawing.fills, into: &copy)
        let regions = try output.newRegions(from: item)
        try output.emit(copy, stamp: item.stamp, sub: item.sub, regions: regions)
    }

    /// Forgets the stream's tracks.
    public mutating func end(stream: UInt32, port: Int, to output: Output) throws(StageError) { trails.end(stream) }

    /// Forgets tracks.
    public mutating func reset(stream: UInt32?) { trails.end(stream) }

    private mutating func draw(_ item: ItemView, _ frame: FrameView) {
        drawing.begin(width: frame.width, height: frame.height)
        let sizes = Sizes(settings, height: frame.height)
        let regions = item.regions
        for index in regions.indices {
            let region = regions[index]
            guard labels.isEmpty || labels.contains(region.label), let box = PixelBox(region.box) else { continue }
            let colour = Palette.encode(Palette.colour(region.track), frame.format, frame.colour)
            drawTrail(item, region, box, sizes, colour)
            if settings.boxes {
                drawing.outline(box.left, box.top, box.right, box.bottom, sizes.line, colour)
            }
            if settings.points { drawPoints(regions, index, sizes, colour) }
            caption.write(regions, index)
            let ink = Palette.encode(Palette.black, frame.format, frame.colour)
            drawCaption(box, sizes, colour, ink)
        }
    }

    private mutating func drawTrail(
        _ item: ItemView, _ region: Region, _ box: PixelBox, _ sizes: Sizes, _ colour: Palette.RGB
    ) {
        guard region.track != 0 else { return }
        let centre = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
        guard let trail = trails.add(centre, item.stream, region.track, item.seq) else { return }
        trail.forEachStretch { drawing.line($0, $1, sizes.line, colour) }
    }

    private mutating func drawPoints(_ regions: RegionList, _ index: Int, _ sizes: Sizes, _ colour: Palette.RGB) {
        for number in 0..<regions.pointCount(at: index) {
            guard let point = regions.point(number, at: index), let x = PixelBox.whole(point.x),
                let y = PixelBox.whole(point.y)
            else { continue }
            drawing.dot(x, y, sizes.line * 2 + 1, colour)
        }
    }

    /// Above the box where there is room, else inside at its top.
    private mutating func drawCaption(_ box: PixelBox, _ sizes: Sizes, _ paper: Palette.RGB, _ ink: Palette.RGB) {
        guard !caption.bytes.isEmpty else { return }
        let height = (Font.rows + 2) * sizes.font
        let width = (caption.bytes.count * Font.advance + 1) * sizes.font
        let top = box.top >= height ? box.top - height : max(box.top, 0)
        let left = max(0, box.left)
        drawing.fill(left, top, left + width, top + height, paper)
        drawing.text(caption.bytes, left + sizes.font, top + sizes.font, sizes.font, ink)
    }
}

/// Sizes of what is drawn, in pixels.
struct Sizes {
    let line: Int
    let font: Int

    init(_ settings: OverlaySettings, height: Int) {
        line = settings.thickness > 0 ? settings.thickness : max(1, height / 240)
        font = settings.fontScale > 0 ? settings.fontScale : max(1, height / 360)
    }
}

/// A box in whole pixels, kept within reach of any frame.
struct PixelBox {
    let left: Int
    let top: Int
    let right: Int
    let bottom: Int

    /// `nil` for boxes without a size or that are no numbers.
    init?(_ box: Box) {
        guard let left = Self.whole(box.x), let top = Self.whole(box.y), let right = Self.whole(box.right),
            let bottom = Self.whole(box.bottom), left < right, top < bottom
        else { return nil }
        (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
    }

    static func whole(_ value: Float) -> Int? {
        value.isFinite ? Int(max(-100_000, min(100_000, value.rounded()))) : nil
    }
}
