/// Puts JPEG pictures together from RTP payloads (RFC 2435) in order of sequence.
///
/// A picture with a missing part is not given out: its entropy-coded bytes could not be placed.
public struct JPEGDepacketizer: Sendable {
    private struct Shape: Sendable, Equatable {
        var type: UInt8 = 0
        var q: UInt8 = 0
        var width8: UInt8 = 0
        var height8: UInt8 = 0
        var restartInterval: UInt16 = 0
    }

    private let limit_bytes: Int
    private var file: [UInt8] = []
    private var shape = Shape()
    private var scanBytes = 0
    private var headerBytes = 0
    private var isBroken = false
    /// Tables of each Q from 128 to 254, which need not be sent again (RFC 2435, 3.1.8).
    private var tables: [UInt8: [UInt8]] = [:]

    /// A depacketizer.
    /// - Parameter limit_bytes: Largest picture.
    public init(limit_bytes: Int) { self.limit_bytes = limit_bytes }

    /// Takes the next payload.
    /// - Returns: Why it, and the picture with it, was thrown away; `nil` when all is well.
    public mutating func add(_ payload: RawSpan) -> RTPFault? {
        guard !isBroken else { return nil }
        let fault = take(payload)
        if fault != nil { isBroken = true }
        return fault
    }

    private mutating func take(_ payload: RawSpan) -> RTPFault? {
        guard payload.byteCount > 0 else { return .noPayload }
        guard payload.byteCount > 8 else { return .wrongJPEGHeader }
        var position = 8
        let offset = Int(payload.uint24(at: 1))
        var found = Shape(
            type: payload.uint8(at: 4), q: payload.uint8(at: 5), width8: payload.uint8(at: 6),
            height8: payload.uint8(at: 7))
        guard found.type & 0xBF < 2, found.type < 128 else { return .unknownJPEGType }
        guard found.width8 > 0, found.height8 > 0, found.q > 0 else { return .wrongJPEGHeader }
        if found.type >= 64 {
            guard payload.byteCount > position + 4 else { return .wrongJPEGHeader }
            found.restartInterval = payload.uint16(at: position)
            position += 4
        }
        if offset == 0 {
            if let fault = begin(found, payload, &position) { return fault }
        }
        guard offset == scanBytes, headerBytes > 0 else { return .missingPart }
        guard found == shape else { return .wrongJPEGHeader }
        let bytes = payload.extracting(position..<payload.byteCount)
        guard file.count + bytes.byteCount + 2 <= limit_bytes else { return .unitTooLarge }
        file.append(bytes)
        scanBytes += bytes.byteCount
        return nil
    }

    private mutating func begin(_ found: Shape, _ payload: RawSpan, _ position: inout Int) -> RTPFault? {
        guard headerBytes == 0 else { return .missingPart }
        var quantisation: [UInt8]
        if found.q >= 128 {
            guard payload.byteCount >= position + 4 else { return .wrongJPEGHeader }
            let precision = payload.uint8(at: position + 1)
            let length = Int(payload.uint16(at: position + 2))
            position += 4
            guard length <= payload.byteCount - position else { return .wrongJPEGHeader }
            guard precision == 0, let sent = sentTables(payload, at: position, length, q: found.q) else {
                return .missingTables
            }
            quantisation = sent
            position += length
        } else {
            quantisation = JPEGTables.quantisation(q: found.q)
        }
        shape = found
        writeHeaders(quantisation)
        headerBytes = file.count
        return nil
    }

    /// The tables for brightness and colour. A sender whose picture has one table for both sends that alone, as FFmpeg does.
    private mutating func sentTables(_ payload: RawSpan, at position: Int, _ length: Int, q: UInt8) -> [UInt8]? {
        guard length > 0 else { return q < 255 ? tables[q] : nil }
        guard length == 64 || length == 128 else { return nil }
        let sent = payload.extracting(position..<position + length).withUnsafeBytes { Array($0) }
        let both = length == 64 ? sent + sent : sent
        if q < 255 { tables[q] = both }
        return both
    }

    /// RFC 2435, appendix B.
    private mutating func writeHeaders(_ quantisation: [UInt8]) {
        file.append(uint16: 0xFFD8)
        for number in 0..<2 {
            file.append(uint16: 0xFFDB)
            file.append(uint16: 67)
            file.append(UInt8(number))
            file.append(contentsOf: quantisation[(number * 64)..<(number * 64 + 64)])
        }
        if shape.restartInterval > 0 {
            file.append(uint16: 0xFFDD)
            file.append(uint16: 4)
            file.append(uint16: shape.restartInterval)
        }
        file.append(uint16: 0xFFC0)
        file.append(uint16: 17)
        file.append(8)
        file.append(uint16: UInt16(shape.height8) * 8)
        file.append(uint16: UInt16(shape.width8) * 8)
        file.append(contentsOf: [3, 0, shape.type & 1 == 0 ? 0x21 : 0x22, 0, 1, 0x11, 1, 2, 0x11, 1])
        for (selector, table) in JPEGTables.huffman {
            file.append(uint16: 0xFFC4)
            file.append(uint16: UInt16(3 + table.count))
            file.append(selector)
            file.append(contentsOf: table)
        }
        file.append(uint16: 0xFFDA)
        file.append(uint16: 12)
        file.append(contentsOf: [3, 0, 0, 1, 0x11, 2, 0x11, 0, 63, 0])
    }

    /// Packets are missing before the next payload.
    public mutating func lose() -> RTPFault? {
        guard headerBytes > 0, !isBroken else { return nil }
        isBroken = true
        return .missingPart
    }

    /// Ends the picture and moves it to `result`, in exchange for the memory there.
    public mutating func finish(into result: inout ReceivedUnit) -> RTPFault? {
        if isBroken || scanBytes == 0 { file.clear() }
        let endsWithMarker = file.count >= 2 && file[file.count - 2] == 0xFF && file[file.count - 1] == 0xD9
        if !file.isEmpty, !endsWithMarker { file.append(uint16: 0xFFD9) }
        result.isDamaged = isBroken
        result.isKey = true
        swap(&result.bytes, &file)
        result.configuration.clear()
        file.clear()
        (scanBytes, headerBytes, isBroken) = (0, 0, false)
        return nil
    }
}
