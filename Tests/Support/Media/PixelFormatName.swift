import PluginSDK

/// The formats that the encoder takes, for arguments of tests.
public enum PixelFormatName: String, Sendable, CaseIterable {
    /// Three planes.
    case i420
    /// Brightness and pairs of colour.
    case nv12

    /// The format.
    public var value: PixelFormat { self == .i420 ? .i420 : .nv12 }
}
