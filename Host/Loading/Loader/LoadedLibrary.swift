import CSluice

/// A library that is mapped into this process, for as long as the process lives.
public struct LoadedLibrary: Sendable {
    /// Path of the shared object.
    public let path: String
    /// Which build it is.
    public let buildID: String
    /// Ids of its stages.
    public let stageIDs: [String]
    // Sound: the contract makes tables constant and alive as long as the process, and nothing here writes to them.
    nonisolated(unsafe) private let classes: [String: UnsafePointer<sluice_stage_class>]

    init(_ identity: LibraryIdentity, _ opened: LibraryOpening.Opened) {
        path = identity.path
        buildID = identity.buildID
        stageIDs = opened.classes.map(\.id)
        classes = Dictionary(opened.classes.map { ($0.id, $0.stageClass) }, uniquingKeysWith: { first, _ in first })
    }

    /// The table of the stage with the given full id; `nil` for none. Constant, alive as long as the process.
    public func stageClass(_ id: String) -> UnsafePointer<sluice_stage_class>? { classes[id] }
}
