/// The checksum XXH64 (Y. Collet, "xxHash fast digest algorithm", version 0.1.1, section "XXH64"): about a word of eight
/// bytes at a time, so that a state with pictures in it costs little to check.
enum XXH64 {
    private static let primes: (UInt64, UInt64, UInt64, UInt64, UInt64) = (
        0x9E37_79B1_85EB_CA87, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9, 0x85EB_CA77_C2B2_AE63,
        0x27D4_EB2F_1656_67C5
    )

    static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
        var at = 0
        var hash = bytes.count >= 32 ? stripes(bytes, seed, &at) : seed &+ primes.4
        hash &+= UInt64(bytes.count)
        while bytes.count - at >= 8 {
            hash = turn(hash ^ round(0, word(bytes, at)), 27) &* primes.0 &+ primes.3
            at += 8
        }
        if bytes.count - at >= 4 {
            let half = UInt64(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
            hash = turn(hash ^ (half &* primes.0), 23) &* primes.1 &+ primes.2
            at += 4
        }
        while at < bytes.count {
            hash = turn(hash ^ (UInt64(bytes[at]) &* primes.4), 11) &* primes.0
            at += 1
        }
        hash = (hash ^ (hash >> 33)) &* primes.1
        hash = (hash ^ (hash >> 29)) &* primes.2
        return hash ^ (hash >> 32)
    }

    private static func stripes(_ bytes: UnsafeRawBufferPointer, _ seed: UInt64, _ at: inout Int) -> UInt64 {
        var (a, b) = (seed &+ primes.0 &+ primes.1, seed &+ primes.1)
        var (c, d) = (seed, seed &- primes.0)
        while bytes.count - at >= 32 {
            a = round(a, word(bytes, at))
            b = round(b, word(bytes, at + 8))
            c = round(c, word(bytes, at + 16))
            d = round(d, word(bytes, at + 24))
            at += 32
        }
        var hash = turn(a, 1) &+ turn(b, 7) &+ turn(c, 12) &+ turn(d, 18)
        for lane in [a, b, c, d] { hash = (hash ^ round(0, lane)) &* primes.0 &+ primes.3 }
        return hash
    }

    private static func round(_ lane: UInt64, _ input: UInt64) -> UInt64 {
        turn(lane &+ input &* primes.1, 31) &* primes.0
    }

    private static func turn(_ value: UInt64, _ bits: UInt64) -> UInt64 { value << bits | value >> (64 - bits) }

    private static func word(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
    }
}
