import SluiceTestKit

/// Makes inputs of sound ones: bytes and numbers changed, pieces cut, doubled, swapped, taken from elsewhere, and words of
/// the target put in. The same seed makes the same inputs.
struct Mutator {
    private static let limit_bytes = 1 << 17
    private let seeds: [[UInt8]]
    private let words: [[UInt8]]
    private var random: SeededRandom

    init(_ target: FuzzTarget, seed: UInt64) {
        let seeds = target.seeds()
        self.seeds = seeds.isEmpty ? [[]] : seeds
        words = target.words.map { Array($0.utf8) }
        random = SeededRandom(seed: seed)
    }

    /// The next input.
    mutating func next() -> [UInt8] {
        var bytes = seeds[below(seeds.count)]
        for _ in 0...below(5) { change(&bytes) }
        return Array(bytes.prefix(Self.limit_bytes))
    }

    private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<max(1, bound), using: &random) }

    private mutating func piece(of count: Int) -> Range<Int> {
        let start = below(count)
        return start..<min(count, start + 1 + below(Bool.random(using: &random) ? 8 : 256))
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return bytes = [UInt8.random(in: 0...255, using: &random)] }
        switch below(9) {
        case 0: bytes[below(bytes.count)] ^= 1 << UInt8(below(8))
        case 1: bytes[below(bytes.count)] = UInt8.random(in: 0...255, using: &random)
        case 2: bytes.removeSubrange(piece(of: bytes.count))
        case 3: bytes.insert(contentsOf: bytes[piece(of: bytes.count)], at: below(bytes.count))
        case 4: bytes.insert(contentsOf: words.isEmpty ? [0] : words[below(words.count)], at: below(bytes.count))
        case 5: number(&bytes)
        case 6: bytes.removeLast(below(bytes.count))
        case 7:
            let other = seeds[below(seeds.count)]
            if !other.isEmpty { bytes.insert(contentsOf: other[piece(of: other.count)], at: below(bytes.count)) }
        default: bytes.replaceSubrange(piece(of: bytes.count), with: bytes[piece(of: bytes.count)])
        }
    }

    /// Overwrites a number of 1 to 8 bytes with one that stands at an edge.
    private mutating func number(_ bytes: inout [UInt8]) {
        let edges: [UInt64] = [
            0, 1, 2, 15, 16, 127, 128, 255, 4096, 65535, 1 << 31 - 1, 1 << 31, 1 << 32 - 1, 1 << 63, .max,
        ]
        let width = 1 << below(4)
        let place = below(bytes.count) & ~(width - 1)
        let value = edges[below(edges.count)] &+ UInt64(below(2))
        for i in 0..<width where place + i < bytes.count {
            bytes[place + i] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(i)))
        }
    }
}
