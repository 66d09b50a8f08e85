/// What RFC 2435 has to know of a JPEG file, found in its markers (ITU-T T.81, annex B).
public struct JPEGPicture: Sendable {
    /// Why a picture cannot be sent.
    public enum Refusal: String, Error, Sendable {
        /// No JPEG, or cut off in its headers.
        case notJPEG = "it is no JPEG picture, or its headers are cut off"
        /// Progressive, lossless, arithmetic, 12 bits.
        case notBaseline = "it is not a baseline JPEG of 8 bits; encode it as one"
        /// Not YUV 4:2:0 or 4:2:2.
        case sampling = "its colour is neither 4:2:0 nor 4:2:2; encode it as one of them"
        /// Larger than the fields of the header.
        case size = "it is larger than 2040 pixels, which RFC 2435 cannot say"
        /// Tables other than the standard's.
        case huffman = "its Huffman tables are not the standard ones; switch the encoder's table optimisation off"
        /// None, or of 16 bits.
        case quantisation = "its quantisation tables are missing or of 16 bits"
    }

    /// 0 for 4:2:2, 1 for 4:2:0; 64 more with restart markers.
    public private(set) var type: UInt8 = 0
    /// Size in units of eight pixels, rounded up.
    public private(set) var width8: UInt8 = 0
    /// Size in units of eight pixels, rounded up.
    public private(set) var height8: UInt8 = 0
    /// Units between restart markers; 0 for none.
    public private(set) var restartInterval: UInt16 = 0
    /// The two tables, 128 bytes in zigzag order.
    public private(set) var tables: InlineArray<128, UInt8> = InlineArray(repeating: 0)
    /// The entropy-coded part.
    public private(set) var scan: Range<Int> = 0..<0
    private var known: UInt8 = 0
    private var selectors: (luma: UInt8, chroma: UInt8) = (0, 0)

    /// Reads the headers of a picture.
    /// - Throws: Why RFC 2435 has no way to say it.
    public init(parsing file: RawSpan) throws(Refusal) {
        guard file.byteCount > 4, file.uint16(at: 0) == 0xFFD8 else { throw .notJPEG }
        var position = 2
        while true {
            while position + 1 < file.byteCount, file.uint16(at: position) == 0xFFFF { position += 1 }
            guard position + 4 <= file.byteCount, file.uint8(at: position) == 0xFF else { throw .notJPEG }
            let marker = file.uint8(at: position + 1)
            let length = Int(file.uint16(at: position + 2))
            let segment = position + 4..<position + 2 + max(2, length)
            guard length >= 2, segment.upperBound <= file.byteCount else { throw .notJPEG }
            try read(marker, file.extracting(segment))
            position = segment.upperBound
            if marker == 0xDA { break }
        }
        try finish(file, from: position)
    }

    private mutating func read(_ marker: UInt8, _ segment: RawSpan) throws(Refusal) {
        switch marker {
        case 0xDB: try readQuantisation(segment)
        case 0xC4: try checkHuffman(segment)
        case 0xC0, 0xC1: try readFrame(segment)
        case 0xC2...0xC3, 0xC5...0xC7, 0xC9...0xCF: throw .notBaseline
        case 0xDD:
            guard segment.byteCount >= 2 else { throw .notJPEG }
            restartInterval = segment.uint16(at: 0)
        default: break
        }
    }

    private mutating func readQuantisation(_ segment: RawSpan) throws(Refusal) {
        var position = 0
        while position < segment.byteCount {
            let selector = segment.uint8(at: position)
            guard selector >> 4 == 0, position + 65 <= segment.byteCount else { throw .quantisation }
            if selector < 2 {
                for index in 0..<64 { tables[Int(selector) * 64 + index] = segment.uint8(at: position + 1 + index) }
                known |= 1 << selector
            }
            position += 65
        }
    }

    private func checkHuffman(_ segment: RawSpan) throws(Refusal) {
        var position = 0
        while position < segment.byteCount {
            let selector = segment.uint8(at: position)
            guard let entry = JPEGTables.huffman.first(where: { $0.selector == selector }),
                position + 1 + entry.table.count <= segment.byteCount
            else { throw .huffman }
            for (index, byte) in entry.table.enumerated() where segment.uint8(at: position + 1 + index) != byte {
                throw .huffman
            }
            position += 1 + entry.table.count
        }
    }

    private mutating func readFrame(_ segment: RawSpan) throws(Refusal) {
        guard segment.byteCount >= 15 else { throw segment.byteCount >= 6 ? .sampling : .notJPEG }
        guard segment.uint8(at: 0) == 8 else { throw .notBaseline }
        guard segment.uint8(at: 5) == 3 else { throw .sampling }
        let (height, width) = (Int(segment.uint16(at: 1)), Int(segment.uint16(at: 3)))
        guard (1...2040).contains(width), (1...2040).contains(height) else { throw .size }
        (width8, height8) = (UInt8((width + 7) / 8), UInt8((height + 7) / 8))
        switch (segment.uint8(at: 7), segment.uint8(at: 10), segment.uint8(at: 13)) {
        case (0x21, 0x11, 0x11): type = 0
        case (0x22, 0x11, 0x11): type = 1
        default: throw .sampling
        }
        guard segment.uint8(at: 11) == segment.uint8(at: 14) else { throw .quantisation }
        selectors = (segment.uint8(at: 8), segment.uint8(at: 11))
    }

    private mutating func finish(_ file: RawSpan, from start: Int) throws(Refusal) {
        guard width8 > 0 else { throw .notJPEG }
        guard selectors.luma < 2, selectors.chroma < 2, known >> selectors.luma & 1 == 1,
            known >> selectors.chroma & 1 == 1
        else { throw .quantisation }
        let source = tables
        for index in 0..<64 {
            tables[index] = source[Int(selectors.luma) * 64 + index]
            tables[64 + index] = source[Int(selectors.chroma) * 64 + index]
        }
        if restartInterval > 0 { type |= 64 }
        var end = file.byteCount
        while end > start, file.uint8(at: end - 1) == 0 { end -= 1 }
        if end - 2 >= start, file.uint16(at: end - 2) == 0xFFD9 { end -= 2 }
        guard end > start else { throw .notJPEG }
        scan = start..<end
    }
}
