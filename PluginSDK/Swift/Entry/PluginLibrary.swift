import CSluice

/// A shared object and the stages in it. Its one instance answers the host's entry call.
public struct PluginLibrary: Sendable {
    let name: String
    let version: String
    let stages: [StageEntry]

    /// A library.
    /// - Parameters:
    ///   - name: Reverse-DNS id of the library.
    ///   - version: Semantic version.
    ///   - stages: What it offers: `.stage(Brightness.self)`.
    public init(_ name: String, version: String = "1.0.0", _ stages: StageEntry...) {
        self.name = name
        self.version = version
        self.stages = stages
    }

    /// Answers the entry call.
    /// - Returns: The table, or `nil` after the reason went to `whyNot`.
    public func enter(
        _ hostMajor: UInt32, _ hostMinor: UInt32, _ whyNot: UnsafePointer<sluice_text_sink>?
    ) -> UnsafePointer<sluice_library>? {
        guard hostMajor == SLUICE_ABI_MAJOR, hostMinor >= SLUICE_ABI_MINOR else {
            let needs = "\(SLUICE_ABI_MAJOR).\(SLUICE_ABI_MINOR)"
            let why = "\(name) \(version) needs contract \(needs), the host offers \(hostMajor).\(hostMinor)"
            if let whyNot { withText(why) { whyNot.pointee.write(whyNot.pointee.context, $0, $1) } }
            return nil
        }
        return LibraryTable.make(self)
    }

    var manifestJSON: String {
        JSONText.object([
            ("sluice", "\"1\""),
            ("library", JSONText.object([("name", JSONText.quote(name)), ("version", JSONText.quote(version))])),
            (
                "abi",
                JSONText.object([
                    ("major", String(SLUICE_ABI_MAJOR)), ("minor", String(SLUICE_ABI_MINOR)),
                    ("draft", String(SLUICE_ABI_DRAFT)),
                ])
            ),
            ("stages", JSONText.array(stages.map { $0.manifestJSON })),
        ])
    }
}

/// One stage of a library.
public struct StageEntry: Sendable {
    package let id: String
    package let manifestJSON: String
    let advances: Bool
    let factory: any StageFactory

    /// The stage of the given type.
    public static func stage<S: Stage & ~Copyable>(_ type: S.Type) -> StageEntry {
        let manifest = S.manifest
        return StageEntry(
            id: manifest.id, manifestJSON: manifest.json(configuration: S.Settings.schemaJSON),
            advances: manifest.advances, factory: Factory<S>())
    }
}

/// The one table of a library: made on the first entry call, alive as long as the process.
enum LibraryTable {
    nonisolated(unsafe) private static var made: UnsafePointer<sluice_library>?
    nonisolated(unsafe) private static var manifest: [CChar] = []
    // Sound: the host calls the entry and describe from one control thread at a time (contract, plugin.h).

    static func make(_ library: PluginLibrary) -> UnsafePointer<sluice_library> {
        if let made { return made }
        manifest = Array(library.manifestJSON.utf8.map { CChar(bitPattern: $0) })
        let classes = UnsafeMutablePointer<UnsafePointer<sluice_stage_class>?>.allocate(capacity: library.stages.count)
        for (index, entry) in library.stages.enumerated() { classes[index] = StageTable.make(entry) }
        let table = UnsafeMutablePointer<sluice_library>.allocate(capacity: 1)
        table.initialize(
            to: sluice_library(
                struct_size: UInt32(MemoryLayout<sluice_library>.size), abi_draft: SLUICE_ABI_DRAFT,
                required_minor: SLUICE_ABI_MINOR, stage_count: UInt32(library.stages.count), stages: classes,
                describe: { sink in
                    guard let sink else { return SLUICE_E_ARGUMENT }
                    LibraryTable.manifest.withUnsafeBufferPointer {
                        sink.pointee.write(sink.pointee.context, $0.baseAddress, UInt64($0.count))
                    }
                    return SLUICE_OK
                }))
        made = UnsafePointer(table)
        return UnsafePointer(table)
    }
}
