import PluginSDK

/// The crop that serves for one camera model, found by calibration.
public struct CameraCrop: NestedSettings {
    /// The model, as the stream names it; compared without regard to case.
    public var camera = ""
    /// Width of the crop in pixels.
    public var width = 60
    /// Height of the crop in pixels.
    public var height = 60

    /// An empty entry.
    public init() {}

    /// The keys.
    public static let schema = Schema<CameraCrop>(
        .init("camera", \.camera, "Camera model, as in the stream's `camera:`; case does not matter."),
        .init("width", \.width, 1...4096, "Width of the crop in pixels."),
        .init("height", \.height, 1...4096, "Height of the crop in pixels."))

    /// Checks that the entry names a model.
    public func validate() throws(StageError) {
        guard !camera.isEmpty else { throw StageError(.configuration, "camera: an entry names a camera model") }
    }
}

/// The crop that serves from a number of captured lines on, for models that the table does not hold.
public struct LinesCrop: NestedSettings {
    /// Captured lines from which it applies.
    public var fromLines = 0
    /// Width of the crop in pixels.
    public var width = 60
    /// Height of the crop in pixels.
    public var height = 60

    /// The smallest captures.
    public init() {}

    init(fromLines: Int, side: Int) {
        self.fromLines = fromLines
        width = side
        height = side
    }

    /// The keys.
    public static let schema = Schema<LinesCrop>(
        .init("from_lines", \.fromLines, 0...65535, "Applies to captures of at least so many lines."),
        .init("width", \.width, 1...4096, "Width of the crop in pixels."),
        .init("height", \.height, 1...4096, "Height of the crop in pixels."))
}

/// A crop's size in pixels.
struct CropSize: Equatable {
    var width: Int
    var height: Int
}

/// Chooses the crop size of a stream: what is set outright, else the camera's entry, else the rule for its lines.
struct CropTable {
    private let settings: ResolutionCropperSettings

    init(_ settings: ResolutionCropperSettings) { self.settings = settings }

    /// The size that does not depend on the capture; `nil` when a rule by lines decides.
    func fixed(camera: String) -> CropSize? {
        if let width = settings.width, let height = settings.height { return CropSize(width: width, height: height) }
        guard !camera.isEmpty else { return nil }
        let model = camera.lowercased()
        return settings.table.first { $0.camera.lowercased() == model }.map {
            CropSize(width: $0.width, height: $0.height)
        }
    }

    /// The size by the rule with the most lines that the capture reaches.
    func byLines(_ lines: Int) -> CropSize {
        var best: LinesCrop?
        for rule in settings.rules where rule.fromLines <= lines {
            if let current = best, current.fromLines > rule.fromLines { continue }
            best = rule
        }
        let rule = best ?? LinesCrop()
        return CropSize(width: rule.width, height: rule.height)
    }
}
