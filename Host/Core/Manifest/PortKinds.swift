/// Which kinds of items the ports of a node take or give: eight bits to a port, for up to eight ports; ports beyond share
/// the bits of the last.
@frozen public struct PortKinds: Sendable {
    @usableFromInline var bits: UInt64 = .max

    /// All kinds on all ports.
    public init() {}

    /// The kinds of each port: a bit for each number of a kind.
    public init(_ ports: [UInt8]) {
        for (port, kinds) in ports.prefix(8).enumerated() {
            bits &= ~(UInt64(0xFF) << UInt64(port * 8))
            bits |= UInt64(kinds) << UInt64(port * 8)
        }
    }

    /// Whether a port takes or gives a kind of item.
    @inlinable @inline(__always)
    public func has(_ kind: UInt32, port: UInt32) -> Bool {
        bits >> UInt64(min(port, 7) * 8 &+ (kind & 7)) & 1 != 0
    }

    /// The kinds of the first ports, eight bits each.
    public func bytes(_ count: Int) -> [Int64] {
        (0..<count).map { port in (0..<8).reduce(0) { has(UInt32($1), port: UInt32(port)) ? $0 | 1 << Int64($1) : $0 } }
    }

    /// Those of the inputs of a stage; all for no manifest.
    public static func inputs(_ manifest: StageManifest?) -> PortKinds {
        guard let manifest else { return PortKinds() }
        return PortKinds(manifest.inputs.map { kinds($0, manifest) })
    }

    /// Those of the outputs. A stage that declares records may give them on every one.
    public static func outputs(_ manifest: StageManifest?) -> PortKinds {
        guard let manifest else { return PortKinds() }
        let records: UInt8 = manifest.records.isEmpty ? 0 : bit(.record)
        return PortKinds(manifest.outputs.map { kinds($0, manifest) | records })
    }

    private static func kinds(_ port: PortManifest, _ manifest: StageManifest) -> UInt8 {
        switch port.content {
        case .any: return 0xFF
        case .items(let kind): return bit(kind)
        case .same(let name):
            guard let input = manifest.inputs.first(where: { $0.name == name }) else { return 0xFF }
            return kinds(input, manifest)
        }
    }

    private static func bit(_ kind: ItemKind) -> UInt8 { 1 << UInt8(kind.rawValue & 7) }
}
