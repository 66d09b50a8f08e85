import HostCore

/// What it costs to bring a frame from one pixel format to another, in hundredths of one conversion to RGB.
enum ConversionCost {
    /// A format that a port likes less than another of its own costs this much per place in its list.
    static let preference = 1
    /// A stage that passes on a luma view loses the colour for all behind it.
    static let lostColour = 300
    /// A port that likes some colour format better than GRAY8 gets GRAY8 only when there is no colour to be had.
    static let unwantedGray = 2000

    /// The cost; 0 when nothing is to be done, 1 for a view of the luma plane.
    static func of(_ from: PixelFormat, _ to: PixelFormat) -> Int {
        if from == to { return 0 }
        if to == .gray8 { return from.hasLumaPlane ? 1 : 700 }
        if from == .gray8 { return 3000 }
        if from.hasLumaPlane, to.hasLumaPlane { return 600 }
        if !from.hasLumaPlane, !to.hasLumaPlane { return 400 }
        return 1000
    }

    /// What it costs to have a format from the source itself: decoders give I420 or NV12, all else is converted there.
    static func ofSource(_ format: PixelFormat) -> Int? {
        switch format {
        case .i420: 0
        case .nv12: 100
        case .gray8: 500
        case .rgb: 950
        default: nil
        }
    }

    /// Whether an edge between the two formats needs no stage.
    static func isView(_ from: PixelFormat, _ to: PixelFormat) -> Bool { to == .gray8 && from.hasLumaPlane }
}
