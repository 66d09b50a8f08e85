import RTP
import SluiceTestKit
import Testing

@Suite("Framing over a connection (RFC 4571)")
struct FramingTests {
    /// Feeds bytes in pieces and collects packets.
    static func read(_ bytes: [UInt8], limit: Int, pieces: (inout SeededRandom) -> Int, seed: UInt64) -> (
        [[UInt8]], FrameReader
    ) {
        var random = SeededRandom(seed: seed)
        var reader = FrameReader(limit_bytes: limit)
        var found: [[UInt8]] = []
        var position = 0
        while position < bytes.count {
            let piece = max(1, min(pieces(&random), bytes.count - position))
            position += reader.fill { room in
                let count = min(piece, room.count)
                for index in 0..<count { room[index] = bytes[position + index] }
                return count
            }
            while let range = reader.next() { found.append(Array(reader.bytes[range])) }
        }
        return (found, reader)
    }

    @Test("packets come out whole, however the bytes are cut", arguments: 1...20 as ClosedRange<UInt64>)
    func pieces(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let packets = (0..<200).map { index in
            [UInt8](repeating: UInt8(index), count: Int.random(in: 1...(index % 9 == 0 ? 2000 : 60), using: &random))
        }
        let bytes = packets.flatMap { [UInt8($0.count >> 8), UInt8($0.count & 255)] + $0 }
        let (found, reader) = Self.read(
            bytes, limit: 2000, pieces: { Int.random(in: 1...(seed % 2 == 0 ? 5 : 5000), using: &$0) }, seed: seed)
        #expect(found == packets && reader.tooLarge == 0 && reader.empty == 0, "seed \(seed)")
    }

    @Test("what is too large is skipped, what is empty is counted, and the rest stays in step")
    func limits() {
        let bytes: [UInt8] =
            [0, 2, 1, 2, 0, 0, 0xFF, 0xFF] + [UInt8](repeating: 9, count: 65_535) + [0, 1, 7, 0, 101]
            + [UInt8](repeating: 8, count: 101) + [0, 1, 3]
        for piece in [1, 7, 100_000] {
            let (found, reader) = Self.read(bytes, limit: 100, pieces: { _ in piece }, seed: 1)
            #expect(found == [[1, 2], [7], [3]] && reader.tooLarge == 2 && reader.empty == 1)
            #expect(reader.bytes.count == 204)
        }
    }

    @Test("a new connection begins in step")
    func reset() {
        var reader = FrameReader(limit_bytes: 10)
        func feed(_ bytes: [UInt8], _ reader: inout FrameReader) {
            _ = reader.fill { room in
                room.copyBytes(from: bytes)
                return bytes.count
            }
        }
        feed([0, 5, 1, 2], &reader)
        reader.reset()
        feed([0, 1, 4], &reader)
        let range = reader.next()
        #expect(range.map { Array(reader.bytes[$0]) } == [4])
    }
}
