/// The sequence and picture parameter sets of a stream, by their ids.
///
/// Bounded by the standard: 32 and 256 sets, each at most ``limit_bytes``.
public struct ParameterSets: Sendable {
    private struct Entry: Sendable {
        let id: UInt32
        let bytes: [UInt8]
    }

    /// Larger sets are not kept.
    public static let limit_bytes = 4096
    private var sequences: [Entry] = []
    private var pictures: [Entry] = []
    /// Raised with each change.
    public private(set) var revision = 0

    /// None.
    public init() {}

    /// Whether a sequence and a picture parameter set are there.
    public var isComplete: Bool { !sequences.isEmpty && !pictures.isEmpty }
    /// All sequence parameter sets, without start codes, in order of id.
    public var sps: [[UInt8]] { sequences.map(\.bytes) }
    /// All picture parameter sets, without start codes, in order of id.
    public var pps: [[UInt8]] { pictures.map(\.bytes) }

    /// All sets with start codes, as a decoder takes them.
    public var annexB: [UInt8] { (sps + pps).flatMap { [0, 0, 0, 1] + $0 } }

    /// Takes a unit if it is a parameter set, in place of the one with the same id.
    public mutating func note(_ unit: RawSpan) {
        guard unit.byteCount > 1, unit.byteCount <= Self.limit_bytes else { return }
        switch NALUnitType.of(unit.uint8(at: 0)) {
        case NALUnitType.sps where unit.byteCount > 4:
            Self.store(unit, idAt: 4, limit: 32, &sequences, &revision)
        case NALUnitType.pps: Self.store(unit, idAt: 1, limit: 256, &pictures, &revision)
        default: break
        }
    }

    /// Takes a codec configuration: Annex B, or the record of ISO/IEC 14496-15, 5.2.4.1 (avcC).
    /// - Returns: Bytes of the length before each unit of the stream; `nil` for Annex B.
    @discardableResult
    public mutating func note(configuration: RawSpan) -> Int? {
        guard configuration.byteCount > 6, configuration.uint8(at: 0) == 1 else {
            var units: [Range<Int>] = []
            NALUnits.find(annexB: configuration, into: &units)
            for unit in units { note(configuration.extracting(unit)) }
            return nil
        }
        var position = 5
        for mask: UInt8 in [0x1F, 0xFF] {
            guard position < configuration.byteCount else { break }
            let count = configuration.uint8(at: position) & mask
            position += 1
            for _ in 0..<count {
                guard position + 2 <= configuration.byteCount else { break }
                let end = position + 2 + Int(configuration.uint16(at: position))
                guard end <= configuration.byteCount else { break }
                note(configuration.extracting(position + 2..<end))
                position = end
            }
        }
        return Int(configuration.uint8(at: 4) & 3) + 1
    }

    private static func store(
        _ unit: RawSpan, idAt offset: Int, limit: UInt32, _ entries: inout [Entry], _ revision: inout Int
    ) {
        var reader = BitReader(unit.extracting(offset..<unit.byteCount), limit: 8)
        let id = reader.unsigned()
        guard id < limit, !reader.isBeyondEnd else { return }
        let place = entries.firstIndex { $0.id >= id } ?? entries.count
        let isThere = place < entries.count && entries[place].id == id
        if isThere, isEqual(entries[place].bytes, unit) { return }
        let entry = Entry(id: id, bytes: unit.withUnsafeBytes { Array($0) })
        if isThere { entries[place] = entry } else { entries.insert(entry, at: place) }
        revision += 1
    }

    private static func isEqual(_ known: [UInt8], _ unit: RawSpan) -> Bool {
        known.count == unit.byteCount && unit.withUnsafeBytes { $0.elementsEqual(known) }
    }
}
