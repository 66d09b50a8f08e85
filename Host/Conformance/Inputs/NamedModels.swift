import HostCore

/// The models that configurations in a plugin's own file name, and that are on this machine.
struct NamedModels: ModelLocator {
    /// Paths, by name.
    var files: [String: String] = [:]

    func path(of name: String) throws(HostError) -> String {
        if let path = files[name] { return path }
        if name.utf8.contains(UInt8(ascii: "/")) { return name }
        throw HostError(
            .missing,
            "the model '\(name)' is not on this machine, or is not what the catalogue says; run 'sluice models get \(name)'"
        )
    }
}
