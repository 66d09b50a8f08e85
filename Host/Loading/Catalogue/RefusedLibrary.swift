import HostCore

/// A library that was found and cannot be used.
public struct RefusedLibrary: Error, Sendable, Hashable {
    /// Path of the file.
    public let path: String
    /// Why, with the remedy.
    public let failure: LoadFailure
    /// Whether this is remembered from an earlier scan.
    public let isRemembered: Bool
    /// Ids of the stages that an older manifest names.
    public let stages: [String]

    init(_ path: String, _ failure: LoadFailure, isRemembered: Bool = false, stages: [String] = []) {
        self.path = path
        self.failure = failure
        self.isRemembered = isRemembered
        self.stages = stages
    }

    /// As the catalogue of stages holds it.
    var catalogueFailure: StageCatalogue.Failure {
        StageCatalogue.Failure(library: path, reason: failure.message, stages: stages)
    }
}
