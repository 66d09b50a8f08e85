import PluginSDK

/// Configuration of ``Overlay``.
public struct OverlaySettings: StageSettings {
    /// Labels of the regions to draw; empty for all.
    public var labels: [String] = []
    /// Whether boxes are drawn.
    public var boxes = true
    /// Whether track ids are written.
    public var tracks = true
    /// Whether labels are written.
    public var names = true
    /// Whether confidences are written.
    public var confidence = false
    /// Names of scores to write.
    public var scores: [String] = []
    /// Whether key points are drawn.
    public var points = true
    /// Frames of a track's way to draw.
    public var trail = 30
    /// Width of lines in pixels; 0 goes by the height of the frame.
    public var thickness = 0
    /// Pixels per dot of the 5 by 7 font; 0 goes by the height of the frame.
    public var fontScale = 0

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<OverlaySettings>(
        .init("labels", \.labels, "Labels of the regions to draw; empty for all."),
        .init("boxes", \.boxes, "Whether boxes are drawn."),
        .init("tracks", \.tracks, "Whether the ids of tracks are written beside boxes."),
        .init("names", \.names, "Whether labels are written beside boxes."),
        .init("confidence", \.confidence, "Whether confidences are written beside boxes."),
        .init("scores", \.scores, "Names of scores to write beside boxes."),
        .init("points", \.points, "Whether key points are drawn."),
        .init("trail", \.trail, 0...1000, "Frames of a track's way to draw as a line; 0 for none."),
        .init("thickness", \.thickness, 0...64, "Width of lines in pixels; 0 goes by the height of the frame."),
        .init(
            "font_scale", \.fontScale, 0...32,
            "Pixels per dot of the 5 by 7 font; 0 goes by the height of the frame."))
}
