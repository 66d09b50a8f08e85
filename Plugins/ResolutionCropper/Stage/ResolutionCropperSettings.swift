import PluginSDK

/// What `resolution-cropper` can be told.
public struct ResolutionCropperSettings: StageSettings {
    /// What becomes of a face that is larger than the window.
    public enum Mode: String, SettingChoice {
        /// The window grows round face and margin and is scaled to the target size.
        case fit
        /// The window grows round the face, and its pixels go out as they are, more than the target size.
        case window
    }

    /// Sizes by camera model.
    public var table: [CameraCrop] = []
    /// Sizes by captured lines.
    public var rules = [
        LinesCrop(fromLines: 0, side: 60), LinesCrop(fromLines: 720, side: 50), LinesCrop(fromLines: 1080, side: 40),
    ]
    /// Width for all streams.
    public var width: Int?
    /// Height for all streams.
    public var height: Int?
    /// What becomes of large faces.
    public var mode = Mode.fit
    /// Room round the face.
    public var margin = 0.2
    /// Most crops of a frame.
    public var maxCrops = 16
    /// Labels of the regions to crop.
    public var labels = ["face"]
    /// Whether a tracker's predictions are cropped.
    public var predicted = false

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<ResolutionCropperSettings>(
        .init("table", \.table, "Crop size by camera model, as found by calibration."),
        .init("rules", \.rules, "Crop size by captured lines, for cameras that the table does not hold."),
        .init("width", \.width, "Width of all crops in pixels, whatever the camera; with height."),
        .init("height", \.height, "Height of all crops in pixels, whatever the camera; with width."),
        .init(
            "mode", \.mode,
            "A face larger than the window: fit scales face and margin to the target size, window keeps its pixels."),
        .init(
            "margin", \.margin, 0...4,
            "Room on each side of the face, as a share of its longer side, where mode is fit."),
        .init("max_crops", \.maxCrops, 1...64, "Most crops of a frame; the regions of highest confidence are taken."),
        .init("labels", \.labels, "Labels of the regions to crop; empty: all regions."),
        .init("predicted", \.predicted, "Whether regions that a tracker predicted, without seeing them, are cropped."))

    /// Checks one key against another.
    public func validate() throws(StageError) {
        guard (width == nil) == (height == nil) else {
            throw StageError(.configuration, "width and height go together; write both, or neither")
        }
        for (key, side) in [("width", width), ("height", height)] {
            if let side, !(1...4096).contains(side) {
                throw StageError(.configuration, "\(key): \(side) is outside 1 to 4096")
            }
        }
        var seen: Set<String> = []
        for entry in table where !seen.insert(entry.camera.lowercased()).inserted {
            throw StageError(.configuration, "table: \(entry.camera) stands there twice")
        }
        guard !rules.isEmpty || width != nil else {
            throw StageError(.configuration, "rules: without a rule, cameras that the table does not hold have no size")
        }
    }
}
