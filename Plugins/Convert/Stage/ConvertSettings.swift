import PluginSDK

/// What `convert` can be told.
public struct ConvertSettings: StageSettings {
    /// A pixel format by its name in graph files.
    public enum Format: String, SettingChoice {
        /// Y, U and V planes, colour at half size.
        case i420
        /// Y plane and a plane of UV pairs.
        case nv12
        /// Brightness alone.
        case gray8
        /// Packed red, green, blue.
        case rgb
        /// Packed blue, green, red.
        case bgr
        /// Packed red, green, blue, alpha.
        case rgba

        var pixelFormat: PixelFormat {
            switch self {
            case .i420: .i420
            case .nv12: .nv12
            case .gray8: .gray8
            case .rgb: .rgb
            case .bgr: .bgr
            case .rgba: .rgba
            }
        }
    }

    /// What comes out.
    public var format = Format.i420
    /// Width of what comes out.
    public var width: Int?
    /// Height of what comes out.
    public var height: Int?

    /// I420 in the size that comes in.
    public init() {}

    /// The keys.
    public static let schema = Schema<ConvertSettings>(
        .init("format", \.format, "Pixel format of what comes out.", .required),
        .init("width", \.width, "Width of what comes out, 1 to 16384 pixels; null: by height, or as it comes in."),
        .init("height", \.height, "Height of what comes out, 1 to 16384 pixels; null: by width, or as it comes in."))

    /// Checks the size.
    public func validate() throws(StageError) {
        for (key, side) in [("width", width), ("height", height)] {
            if let side, !Self.sides.contains(side) {
                throw StageError(.configuration, "\(key): \(side) is outside 1 to \(Self.sides.upperBound)")
            }
        }
    }

    private static let sides = 1...16384

    /// The size of what comes out; a side that is not set keeps the shape.
    func size(width given: Int, height givenHeight: Int) -> (width: Int, height: Int) {
        switch (width, height) {
        case (nil, nil): (given, givenHeight)
        case (let width?, let height?): (width, height)
        case (let width?, nil): (width, Self.scaled(givenHeight, width, given))
        case (nil, let height?): (Self.scaled(given, height, givenHeight), height)
        }
    }

    private static func scaled(_ side: Int, _ wanted: Int, _ given: Int) -> Int {
        min(sides.upperBound, max(1, (side * wanted + given / 2) / given))
    }
}
