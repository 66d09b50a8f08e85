import HostCore

extension SyntheticPattern {
    /// The format that frames come in.
    /// - Throws: `graph` when the address names one that the graph does not take.
    func chosenFormat(for request: CaptureRequest, _ errors: CaptureErrors) throws(HostError) -> PixelFormat {
        let format = format ?? request.formats.first ?? .i420
        guard request.formats.contains(format) else {
            let wanted = request.formats.map(\.description).joined(separator: ", ")
            throw errors.usage("\(errors.place) gives \(format), the graph takes \(wanted); change format=")
        }
        return format
    }
}
