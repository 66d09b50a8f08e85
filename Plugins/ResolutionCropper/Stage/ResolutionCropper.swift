import PluginSDK
import SluiceVision

/// Cuts a small window round each face, of the size that serves for the camera.
public struct ResolutionCropper: Stage, ~Copyable {
    /// One input with regions, one output of crops.
    public static let manifest = StageManifest(
        id: "io.sluice.resolution-cropper",
        summary: "Cuts a small window round each face, of the size that serves for the camera.",
        inputs: [
            .frames(
                "in", [.i420, .nv12, .gray8, .rgb, .bgr, .rgba], "Frames whose regions say where the faces are."
            ).withRegions
        ],
        outputs: [
            .same("out", as: "in", "A crop for each face, numbered by `sub` from 1, with the face as its one region.")
        ],
        maxOutputs: 64)

    private let settings: ResolutionCropperSettings
    private let table: CropTable
    private let labels: [Name]
    private var scaler = Scaler()
    private var streams: [(stream: UInt32, size: CropSize)] = []
    private var chosen: UnsafeMutablePointer<Int>

    /// Reads the table.
    public init(settings: ResolutionCropperSettings, context: StageContext) {
        self.settings = settings
        table = CropTable(settings)
        labels = settings.labels.map { context.intern($0) }
        chosen = .allocate(capacity: settings.maxCrops)
        chosen.initialize(repeating: 0, count: settings.maxCrops)
    }

    deinit { chosen.deallocate() }

    /// Looks the camera up.
    public mutating func begin(_ stream: StreamInfo, port: Int, to output: Output) throws(StageError) {
        forget(stream.stream)
        if let size = table.fixed(camera: stream.camera) {
            streams.append((stream.stream, size))
        } else if stream.height > 0 {
            streams.append((stream.stream, table.byLines(stream.height)))
        }
    }

    /// Emits a crop for each face, best first.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard let frame = item.frame else { throw StageError(.format, "resolution-cropper takes frames only") }
        let size = target(item.stream, frame)
        let count = choose(item.regions)
        var sub: UInt32 = 0
        for position in 0..<count {
            let index = chosen[position]
            let region = item.regions[index]
            let window = CropWindow.around(
                region.box, target: size, mode: settings.mode, margin: Float(settings.margin),
                frame: CropSize(width: frame.width, height: frame.height), step: Self.step(frame.format))
            guard let window else { continue }
            sub += 1
            try crop(item, frame, index, window, sub, output)
        }
    }

    /// Forgets the stream's size.
    public mutating func end(stream: UInt32, port: Int, to output: Output) throws(StageError) { forget(stream) }

    private mutating func crop(
        _ item: ItemView, _ frame: FrameView, _ index: Int, _ window: CropWindow, _ sub: UInt32, _ output: Output
    ) throws(StageError) {
        let list = item.regions
        let region = list[index]
        var result = try output.newFrame(
            frame.format, width: window.size.width, height: window.size.height, like: frame, shows: window.part,
            region: region.id)
        try scaler.scale(frame, from: window.part, into: &result)

        let map = CropMap(window)
        var regions = try output.newRegions(
            sub: sub, adding: 1, points: list.pointCount(at: index), scores: list.scoreCount(at: index))
        guard let added = regions.append(copyOf: region, box: map.box(region.box)) else {
            throw StageError(.memory, "no room for a crop's region")
        }
        for number in 0..<list.pointCount(at: index) {
            guard let point = list.point(number, at: index) else { break }
            regions.appendPoint(map.point(point))
        }
        regions.copyScores(of: list, at: index, to: added)
        try output.emit(result, stamp: item.stamp, sub: sub, regions: regions)
    }

    /// Positions of the regions to crop into `chosen`, highest confidence first, earlier ones first among equals.
    private func choose(_ regions: RegionList) -> Int {
        var count = 0
        for index in regions.indices {
            let region = regions[index]
            guard labels.isEmpty || labels.contains(region.label), settings.predicted || !region.isPredicted else {
                continue
            }
            var place = count
            while place > 0, regions[chosen[place - 1]].confidence < region.confidence { place -= 1 }
            guard place < settings.maxCrops else { continue }
            count = min(count + 1, settings.maxCrops)
            var last = count - 1
            while last > place {
                chosen[last] = chosen[last - 1]
                last -= 1
            }
            chosen[place] = index
        }
        return count
    }

    /// A stream that did not say how many lines it has is judged by its first frame, as captured.
    private mutating func target(_ stream: UInt32, _ frame: FrameView) -> CropSize {
        for known in streams where known.stream == stream { return known.size }
        let whole = Box(x: 0, y: 0, width: Float(frame.width), height: Float(frame.height))
        let size = table.fixed(camera: "") ?? table.byLines(Int(frame.origin.captured(whole).height.rounded()))
        streams.append((stream, size))
        return size
    }

    private mutating func forget(_ stream: UInt32) { streams.removeAll { $0.stream == stream } }

    private static func step(_ format: PixelFormat) -> Int { format == .i420 || format == .nv12 ? 2 : 1 }
}

/// From pixels of a frame to pixels of a crop of it.
private struct CropMap {
    let part: Box
    let scaleX: Float
    let scaleY: Float

    init(_ window: CropWindow) {
        part = window.part
        scaleX = Float(window.size.width) / window.part.width
        scaleY = Float(window.size.height) / window.part.height
    }

    func point(_ point: Point) -> Point { Point(x: (point.x - part.x) * scaleX, y: (point.y - part.y) * scaleY) }

    func box(_ box: Box) -> Box {
        Box(
            x: (box.x - part.x) * scaleX, y: (box.y - part.y) * scaleY, width: box.width * scaleX,
            height: box.height * scaleY)
    }
}
