import CGStreamer
import HostCore

/// What a pipeline's notices mean for its source.
struct Verdict: Sendable {
    private let address: SourceAddress
    private let errors: CaptureErrors
    /// Told before the error that it causes, and also for streams that nobody needs.
    private var missing: HostError?

    init(_ address: SourceAddress, _ errors: CaptureErrors) {
        self.address = address
        self.errors = errors
    }

    mutating func note(missing kind: String, _ detail: String, _ words: String) {
        if kind == "decoder", !detail.hasPrefix("video/") && !detail.hasPrefix("image/"), missing != nil { return }
        missing = errors.missingDecoder(kind: kind, detail: detail, words: words)
    }

    func noVideo(_ other: String) -> HostError { missing ?? errors.noVideo(other) }

    func failure(code: Int32, element: String, message: String, debug: String, frames: Int) -> HostError {
        let reason = Self.reason(element, message, debug)
        switch code {
        case SLUICE_GST_ERROR_NO_CODEC: return missing ?? errors.damaged(reason, frames: frames)
        case SLUICE_GST_ERROR_FORMAT: return errors.format(reason)
        case SLUICE_GST_ERROR_NO_MEMORY where element.isEmpty: return HostError(.limit, reason)
        default: break
        }
        if case .file = address { return fileFailure(code, reason, frames) }
        switch code {
        case SLUICE_GST_ERROR_NOT_ALLOWED: return errors.notAllowed(reason)
        case SLUICE_GST_ERROR_DAMAGED, SLUICE_GST_ERROR_WRONG_TYPE: return errors.damaged(reason, frames: frames)
        default: return errors.unreachable(reason)
        }
    }

    private func fileFailure(_ code: Int32, _ reason: String, _ frames: Int) -> HostError {
        switch code {
        case SLUICE_GST_ERROR_NOT_FOUND: errors.noSuchFile()
        case SLUICE_GST_ERROR_NOT_ALLOWED, SLUICE_GST_ERROR_OPEN: errors.notReadable()
        case SLUICE_GST_ERROR_WRONG_TYPE: errors.notVideo()
        default: errors.damaged(reason, frames: frames)
        }
    }

    /// Whether trying again cannot help.
    static func isFinal(_ error: HostError) -> Bool { error.code == .missing || error.code == .graph }

    /// GStreamer's own words, without the file and line of its source.
    private static func reason(_ element: String, _ message: String, _ debug: String) -> String {
        var text = message.hasSuffix(".") ? String(message.dropLast()) : message
        if let detail = debug.split(separator: "\n").last(where: { !$0.contains("): ") }), debug.contains("\n") {
            let plain = detail.hasSuffix(".") ? detail.dropLast() : detail
            if !plain.isEmpty, plain != text { text += " (\(plain))" }
        }
        return element.isEmpty ? text : "\(element): \(text)"
    }
}
