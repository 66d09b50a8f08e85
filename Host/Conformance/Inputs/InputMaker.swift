import HostCore

/// Makes what goes into a stage from what its manifest says it takes.
struct InputMaker: Sendable {
    let manifest: StageManifest
    let expected: Expectations.Stage
    let packets: [[UInt8]]
    let seed: UInt64

    static let frame_ns: Int64 = 40_000_000

    /// Whether what is made for a port may be beyond what the stage can work with, so that clean errors are fair.
    func isGuess(_ port: Int) -> Bool {
        switch manifest.inputs[port].content {
        case .items(.packet): packets.isEmpty
        case .items(.tensor), .items(.record), .items(.audio): true
        default: false
        }
    }

    /// Ports that every graph connects.
    var ports: [Int] { manifest.inputs.indices.filter { !manifest.inputs[$0].optional } }

    /// The format that checks use unless they are about formats.
    func format(_ port: Int) -> PixelFormat { manifest.inputs[port].formats.first ?? .i420 }

    /// The formats that a port takes; all for a port that takes anything.
    func formats(_ port: Int) -> [PixelFormat] {
        switch manifest.inputs[port].content {
        case .items(.frame), .any:
            let formats = manifest.inputs[port].formats
            return formats.isEmpty ? PixelFormat.all : formats
        default: return []
        }
    }

    /// Item `number` (from 0) of a stream for a port.
    func item(_ number: Int, port: Int, stream: UInt32 = 0) -> ItemSpec {
        let step = UInt64(number) &+ UInt64(stream) &* 1000
        var spec = ItemSpec(payload: payload(step, port))
        spec.stream = stream
        spec.seq = UInt64(number) + 1
        spec.pts_ns = Int64(number) * Self.frame_ns
        if case .frame(let shape, _) = spec.payload { spec.regions = regions(step, shape.width, shape.height) }
        return spec
    }

    /// The same with a picture of another shape or content.
    func item(
        _ number: Int, port: Int, shape: FrameShape, content: PictureContent? = nil, stream: UInt32 = 0
    ) -> ItemSpec {
        var spec = item(number, port: port, stream: stream)
        guard case .frame(_, let usual) = spec.payload else { return spec }
        spec.payload = .frame(shape, content ?? usual)
        spec.regions = regions(UInt64(number), shape.width, shape.height)
        return spec
    }

    func shape(_ port: Int, _ format: PixelFormat? = nil) -> FrameShape {
        FrameShape(format ?? self.format(port), expected.width, expected.height)
    }

    private func payload(_ step: UInt64, _ port: Int) -> ItemSpec.Payload {
        switch manifest.inputs[port].content {
        case .items(.packet): return packet(step, port)
        case .items(.tensor): return .tensor([1, 3, 8, 8], seed: seed &+ step)
        case .items(.audio): return .audio(samples: 480, seed: seed &+ step)
        case .items(.record):
            return .record(type: "org.example.note", json: "{\"number\":\(step),\"text\":\"conform\"}")
        default:
            let content: PictureContent = step % 3 == 2 ? .noise(seed &+ step) : .scene(step * 4)
            return .frame(shape(port), content)
        }
    }

    private func packet(_ step: UInt64, _ port: Int) -> ItemSpec.Payload {
        let codec = manifest.inputs[port].codecs.first ?? "h264"
        if !packets.isEmpty {
            return .packet(codec: codec, bytes: packets[Int(step) % packets.count], isKey: step == 0)
        }
        var random = SplitMix64(seed: seed &+ step)
        let body = (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }
        return .packet(codec: codec, bytes: [0, 0, 0, 1, 0x65] + body, isKey: step % 10 == 0)
    }

    /// Two tracked boxes that move by a pixel or two from frame to frame.
    private func regions(_ step: UInt64, _ width: Int, _ height: Int) -> [ItemSpec.Region] {
        (0..<2).map { index in
            let side = Float(min(width, height)) / 3
            let x = Float(index) * Float(width) / 2 + Float(step % 8)
            var region = ItemSpec.Region(
                id: 9 << 48 | UInt64(index + 1), box: (x, Float(step % 5), max(1, side), max(1, side)))
            region.track = UInt64(index + 1)
            region.scores = [("quality", 0.5 + Float((step &* 7 &+ UInt64(index)) % 50) / 100), ("hog", 1)]
            let (left, top) = (region.box.x, region.box.y)
            region.points = [(0.3, 0.4), (0.7, 0.4), (0.5, 0.6), (0.35, 0.8), (0.65, 0.8)].map {
                (left + Float($0.0) * side, top + Float($0.1) * side)
            }
            return region
        }
    }
}
