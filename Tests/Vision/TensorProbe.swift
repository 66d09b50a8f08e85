import PluginSDK
import SluiceTestKit
import SluiceVision
import Testing

/// Makes a tensor of each frame and emits its bytes as a grey picture of one row.
struct TensorProbe: Stage, ~Copyable {
    enum Channels: String, SettingChoice { case rgb, bgr, gray }
    enum Fit: String, SettingChoice { case stretch, letterbox, corner }

    struct Settings: StageSettings {
        var width = 8
        var height = 8
        var channels = Channels.rgb
        var fit = Fit.stretch
        var interleaved = false
        var area = false
        var bytes = false
        var mean = 0.0
        var scale = 1.0
        var padding = 0.0
        var part: [Double] = []
        static let schema = Schema<Settings>(
            .init("width", \.width, "Columns."), .init("height", \.height, "Rows."),
            .init("channels", \.channels, "Order."), .init("fit", \.fit, "Fit."),
            .init("interleaved", \.interleaved, "NHWC."), .init("area", \.area, "Mean of areas."),
            .init("bytes", \.bytes, "8 bits."), .init("mean", \.mean, "Mean."), .init("scale", \.scale, "Scale."),
            .init("padding", \.padding, "Level."), .init("part", \.part, "x, y, width, height."))

        var format: TensorFormat {
            let channels: TensorFormat.Channels =
                switch channels {
                case .rgb: .rgb
                case .bgr: .bgr
                case .gray: .gray
                }
            var format = TensorFormat(width: width, height: height, channels: channels)
            format.fit =
                switch fit {
                case .stretch: .stretch
                case .letterbox: .letterbox
                case .corner: .corner
                }
            format.arrangement = interleaved ? .interleaved : .planes
            format.sampling = area ? .area : .linear
            format.mean = SIMD3(repeating: Float(mean))
            format.scale = SIMD3(repeating: Float(scale))
            format.padding = Float(padding)
            return format
        }
    }

    static let manifest = StageManifest(
        id: "test.tensor", summary: "Fills.", inputs: [.frames("in", PixelFormat.all)],
        outputs: [.frames("out", [.gray8])])

    let settings: Settings
    var fill: TensorFill

    init(settings: Settings, context: StageContext) {
        self.settings = settings
        fill = TensorFill(settings.format)
    }

    mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard let frame = item.frame else { return }
        let count = fill.format.count
        let part: Box? =
            settings.part.count == 4
            ? Box(
                x: Float(settings.part[0]), y: Float(settings.part[1]), width: Float(settings.part[2]),
                height: Float(settings.part[3])) : nil
        let numbers = UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
        let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: count)
        defer {
            numbers.deallocate()
            bytes.deallocate()
        }
        if settings.bytes {
            try fill.fill(frame, from: part, into: bytes)
        } else {
            try fill.fill(frame, from: part, into: numbers)
        }
        let raw = settings.bytes ? UnsafeRawBufferPointer(bytes) : UnsafeRawBufferPointer(numbers)
        var result = try output.newFrame(.gray8, width: raw.count, height: 1)
        var row = result.plane(0)
        for index in 0..<raw.count { row[index] = raw[index] }
        try output.emit(result, stamp: item.stamp, sub: 1)
    }

    /// The numbers that a stage with the given settings makes of a frame.
    static func run(_ frame: TestFrame, _ settings: ConfigValue) throws -> [Float] {
        let harness = try StageHarness<TensorProbe>(settings)
        harness.rowPadding_bytes = 70
        try harness.push(frame)
        let bytes = try #require(harness.frames.first?.frame).planes[0]
        #expect(harness.close().isClean)
        if case .bool(true)? = settings.members.first(where: { $0.key == "bytes" })?.value {
            return bytes.map(Float.init)
        }
        return bytes.withUnsafeBytes { raw in
            (0..<raw.count / 4).map { raw.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
        }
    }
}
