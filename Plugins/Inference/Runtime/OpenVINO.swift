import COpenVINO
import Glibc
import PluginSDK

/// The runtime library: found and opened when the first model is, and never closed.
public enum OpenVINO {
    /// The version that this build was made with and tested against.
    public static let testedVersion = "2026.4.1"

    /// Opens the library, unless it is open.
    /// - Throws: `missing` with where it was looked for and how to install it.
    public static func open() throws(StageError) {
        var tried: [String] = []
        for path in OpenVINOSearch.candidates() {
            var reason = ""
            let status = withReason(&reason) { ovs_open(path, $0) }
            if status == 0 { return }
            tried.append(reason)
        }
        let where_ =
            tried.isEmpty
            ? "no such file in \(OpenVINOSearch.folders().joined(separator: ", "))"
            : tried.joined(separator: "; ")
        throw StageError(
            .missing,
            "the inference runtime OpenVINO is not installed (\(where_)): run `make setup` in a source tree, or install "
                + "it with `pip install openvino==\(testedVersion)` and set SLUICE_OPENVINO to the folder of "
                + "libopenvino_c.so (its package's folder `libs`)")
    }

    /// What is open: `2026.4.1-…`; empty before the first model.
    public static var version: String { String(cString: ovs_version()) }
}

/// Calls into the library and takes the text of its refusal.
func withReason(_ reason: inout String, _ call: (ovs_text) -> Int32) -> Int32 {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: RuntimeReason.limit_bytes) { buffer in
        buffer.initialize(repeating: 0)
        let status = call(ovs_text(start: buffer.baseAddress, bytes: buffer.count))
        if status != 0, let start = buffer.baseAddress { reason = RuntimeReason.short(String(cString: start)) }
        return status
    }
}
