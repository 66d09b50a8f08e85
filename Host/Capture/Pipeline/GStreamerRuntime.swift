import CGStreamer
import Glibc
import HostCore
import Synchronization

/// Starts GStreamer when the first stream needs it.
enum GStreamerRuntime {
    private static let isStarted = Mutex(false)

    /// The registry of elements is the host's own, so that its cache fits what this host loads and a start takes
    /// milliseconds. `GST_REGISTRY`, when set, wins.
    static func start(_ errors: CaptureErrors) throws(HostError) {
        let failure: String? = isStarted.withLock { started in
            if started { return nil }
            prepareRegistry()
            var reason: InlineArray<256, CChar> = InlineArray(repeating: 0)
            let result = withUnsafeMutableBytes(of: &reason) { bytes in
                sluice_gst_init(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), UInt64(bytes.count))
            }
            started = result == 0
            return started ? nil : CText.string(&reason)
        }
        if let failure { throw errors.noGStreamer(failure) }
    }

    private static func prepareRegistry() {
        guard getenv("GST_REGISTRY") == nil, let folder = cacheFolder() else { return }
        setenv("GST_REGISTRY", "\(folder)/gstreamer-1.0.registry", 0)
    }

    /// `$XDG_CACHE_HOME/sluice` or `~/.cache/sluice`, made if need be; `nil` when it cannot be.
    private static func cacheFolder() -> String? {
        let base: String
        if let cache = getenv("XDG_CACHE_HOME"), cache.pointee == CChar(UInt8(ascii: "/")) {
            base = String(cString: cache)
        } else if let home = getenv("HOME"), home.pointee == CChar(UInt8(ascii: "/")) {
            base = String(cString: home) + "/.cache"
        } else {
            return nil
        }
        mkdir(base, 0o700)
        mkdir(base + "/sluice", 0o700)
        return access(base + "/sluice", W_OK) == 0 ? base + "/sluice" : nil
    }
}
