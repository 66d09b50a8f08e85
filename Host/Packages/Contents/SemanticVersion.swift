/// A version by semver.org 2.0.0, and its order (section 11).
public struct SemanticVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    private let numbers: [UInt64]
    private let prerelease: [String]
    /// As it was written.
    public let description: String

    /// Reads `1.2.3`, `1.2.3-rc.1` or `1.2.3+build`; `nil` for anything else.
    public init?(_ text: String) {
        let core = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        let halves = core[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: ".", omittingEmptySubsequences: false)
        numbers = parts.compactMap { Self.number($0) }
        prerelease =
            halves.count < 2 ? [] : halves[1].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        description = text
        guard parts.count == 3, numbers.count == 3, prerelease.allSatisfy(Self.isWord) else { return nil }
        if core.count > 1,
            !core[1].split(separator: ".", omittingEmptySubsequences: false).allSatisfy({ Self.isWord($0) })
        {
            return nil
        }
    }

    /// Whether one comes before the other; build metadata does not count.
    public static func < (a: SemanticVersion, b: SemanticVersion) -> Bool {
        if a.numbers != b.numbers { return a.numbers.lexicographicallyPrecedes(b.numbers) }
        if a.prerelease.isEmpty || b.prerelease.isEmpty { return !a.prerelease.isEmpty && b.prerelease.isEmpty }
        for (one, other) in zip(a.prerelease, b.prerelease) where one != other { return precedes(one, other) }
        return a.prerelease.count < b.prerelease.count
    }

    private static func precedes(_ a: String, _ b: String) -> Bool {
        switch (number(a[...]), number(b[...])) {
        case (let a?, let b?): a < b
        case (_?, nil): true
        case (nil, _?): false
        case (nil, nil): a.utf8.lexicographicallyPrecedes(b.utf8)
        }
    }

    private static func number(_ text: Substring) -> UInt64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), text == "0" || !text.hasPrefix("0")
        else { return nil }
        return UInt64(text)
    }

    private static func isWord(_ text: some StringProtocol) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) || $0 == 0x2D
            }
    }
}
