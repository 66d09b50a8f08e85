import Glibc
import HostCore
import HostLoading
import HostSandbox

/// What a plugin's author says to the suite, in `NAME.conform.json` beside the library: what cannot be known from the
/// manifest, such as a configuration that works or packets that can be decoded.
struct Expectations: Sendable {
    /// What is said about one stage.
    struct Stage: Sendable {
        /// Keys of the configuration that every check starts from.
        var configuration = JSONObject()
        /// Whether the same input always gives the same output; `nil` when nothing is said.
        var isDeterministic: Bool?
        /// Files with packets, one packet each, for inputs that take packets.
        var packets: [String] = []
        /// Size of the pictures that checks use unless they are about sizes.
        var width = 160
        var height = 120
        /// A graph that shows the stage.
        var example = ""
        /// What the sandbox has to allow the stage in a worker, by name.
        var grants: [SandboxGrant] = []
    }

    /// What the project makes of a check, with its reason.
    struct Override: Sendable, Hashable {
        let level: Level
        let reason: String
    }

    var stages: [String: Stage] = [:]
    var overrides: [String: Override] = [:]
    /// The folder that the file lies in; paths are relative to it.
    var folder = ""

    func stage(_ id: String) -> Stage { stages[id] ?? Stage() }

    /// Files of the models that configurations name and that are here, by name.
    func models(by locator: (any ModelLocator)?) -> [String: String] {
        guard let locator else { return [:] }
        var found: [String: String] = [:]
        for stage in stages.values {
            for case .string(let name) in stage.configuration.members.map(\.value) where found[name] == nil {
                found[name] = try? locator.path(of: name)
            }
        }
        return found
    }

    /// Where the file of a library lies.
    static func path(of library: String) -> String {
        (library.hasSuffix(".so") ? String(library.dropLast(3)) : library) + ".conform.json"
    }

    /// Reads the file beside a library; without one nothing is said.
    /// - Throws: `file` for a file that cannot be understood, or says what nobody heeds.
    static func read(for library: String) throws(HostError) -> Expectations {
        let path = path(of: library)
        guard access(path, F_OK) == 0 else { return Expectations() }
        return try ExpectationsReader(path).read()
    }

    /// - Throws: `file` where a stage is named that the library does not have: what is said of it would not be heeded.
    func check(stages known: [String], of library: String) throws(HostError) {
        guard let other = stages.keys.sorted().first(where: { !known.contains($0) }) else { return }
        throw ExpectationsReader(Self.path(of: library)).refuse(
            "names the stage '\(other)', and the library has \(known.joined(separator: ", "))")
    }
}
