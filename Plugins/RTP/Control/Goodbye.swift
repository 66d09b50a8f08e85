/// Whether a datagram says goodbye.
public enum Goodbye {
    /// Whether it is sound RTCP with a BYE for at least one source.
    public static func isIn(_ datagram: RawSpan) -> Bool {
        guard RTCPReader.isControl(datagram) else { return false }
        var reader: RTCPReader
        do throws(RTPFault) {
            reader = try RTCPReader(checking: datagram, allowsReducedSize: true)
        } catch {
            return false
        }
        while let item = reader.next(in: datagram) {
            if case .bye = item { return true }
        }
        return false
    }
}
