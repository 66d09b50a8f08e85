import PluginSDK
import SluiceVision

/// Gives frames another pixel format or another size. The host puts one between stages whose formats do not meet.
public struct Convert: Stage, ~Copyable {
    /// One input, one output, no state.
    public static let manifest = StageManifest(
        id: "io.sluice.convert", summary: "Gives frames another pixel format or another size.",
        inputs: [.frames("in", PixelFormat.all, "Frames.")],
        outputs: [.frames("out", PixelFormat.all, "The same frames in `format`, with their regions.")])

    private let settings: ConvertSettings
    private let format: PixelFormat
    private var scaler = Scaler()
    private var converter = PixelConverter()

    /// Nothing to prepare.
    public init(settings: ConvertSettings, context: StageContext) {
        self.settings = settings
        format = settings.format.pixelFormat
    }

    /// Converts one frame, or passes it on as it is when it is right already.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard let frame = item.frame else { throw StageError(.format, "convert takes frames only") }
        let (width, height) = settings.size(width: frame.width, height: frame.height)
        let resizes = width != frame.width || height != frame.height
        guard resizes || frame.format != format else {
            try output.emit(item)
            return
        }
        var result = try output.newFrame(format, width: width, height: height, like: frame)
        guard resizes else {
            converter.convert(frame, into: &result)
            try output.emit(item, frame: result)
            return
        }
        if frame.format == format {
            let whole = Box(x: 0, y: 0, width: Float(frame.width), height: Float(frame.height))
            try scaler.scale(frame, from: whole, into: &result)
        } else {
            try converter.scale(frame, into: &result)
        }
        // Regions are in pixels of their frame, so they are scaled with it.
        var regions = try output.newRegions(from: item)
        regions.scale(x: Float(width) / Float(frame.width), y: Float(height) / Float(frame.height))
        try output.emit(item, frame: result, regions: regions)
    }
}
