import Foundation
import HostPackages
import TestPlugins
import Testing

/// Packages that were damaged on their way.
@Suite("Damaged packages", .enabled(if: FixturePlugin.compiler != nil, "there is no C compiler (cc)"))
struct DamageTests {
    private static let seed: UInt64 = 7
    private let shop: Workshop
    private let package: [UInt8]
    private let sound: PackageMaker.Outcome

    init() throws {
        shop = try Workshop()
        sound = try shop.pack(shop.plugin())
        package = try shop.bytes(sound.path)
    }

    @Test("cut off anywhere, nothing is installed")
    func truncated() throws {
        var random = Steps(seed: Self.seed)
        let lengths =
            [0, 1, 4, 100, package.count - 1] + (0..<20).map { _ in Int(random.next() % UInt64(package.count)) }
        for length in lengths {
            let path = try shop.write(package.prefix(length), to: "cut.tar.zst")
            let text = complaint { try shop.install(path) }
            #expect(text.contains("cut.tar.zst"), "\(length) of \(package.count) bytes: \(text)")
            #expect(try shop.found().libraries.isEmpty, "\(length) bytes")
        }
    }

    @Test("with bits flipped, it is refused, or what is installed is what was packed")
    func flipped() throws {
        var random = Steps(seed: Self.seed)
        var refused = 0
        for round in 0..<60 {
            var bytes = package
            let at = Int(random.next() % UInt64(bytes.count * 8))
            bytes[at / 8] ^= 1 << UInt8(at % 8)
            let path = try shop.write(bytes, to: "flipped.tar.zst")
            let text = complaint { try shop.install(path) }
            if text != "no error" {
                refused += 1
                #expect(try shop.found().libraries.isEmpty, "seed \(Self.seed), round \(round), bit \(at): \(text)")
            } else {
                let installed = try #require(try PackageInstaller.list(shop.plugins).first)
                #expect(installed.contents == sound.contents && installed.changedFiles.isEmpty)
                _ = try PackageInstaller.remove("metered", from: shop.plugins)
            }
        }
        #expect(refused > 50, "seed \(Self.seed)")
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
struct Steps: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
