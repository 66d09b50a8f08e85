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
    /// - Throws: `file` for a file that cannot be understood.
    static func read(for library: String) throws(HostError) -> Expectations {
        let path = path(of: library)
        guard let bytes = SmallFile.read(path) else { return Expectations() }
        func refuse(_ what: String) -> HostError {
            HostError(.file, "\(path) \(what); docs/conformance.md says what may stand there")
        }
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue.parse(bytes)
        } catch {
            throw refuse("is not JSON: \(error)")
        }
        guard json["sluice_conform"] == 1 else { throw refuse("does not say \"sluice_conform\": 1") }
        var result = Expectations()
        result.folder = Paths.folder(path)
        for member in json["stages"]?.objectValue?.members ?? [] {
            guard let stage = Stage(member.value) else { throw refuse("has a stage '\(member.key)' that is no object") }
            result.stages[member.key] = stage
        }
        for member in json["levels"]?.objectValue?.members ?? [] {
            guard let level = member.value["level"]?.stringValue.flatMap(Level.init),
                let reason = member.value["reason"]?.stringValue, !reason.isEmpty
            else { throw refuse("needs a level (must, should, info) and a reason for \(member.key)") }
            result.overrides[member.key] = Override(level: level, reason: reason)
        }
        return result
    }
}

extension Expectations.Stage {
    init?(_ json: JSONValue) {
        guard json.objectValue != nil else { return nil }
        configuration = json["configuration"]?.objectValue ?? JSONObject()
        isDeterministic = json["deterministic"]?.boolValue
        packets = json["packets"]?.arrayValue?.compactMap(\.stringValue) ?? []
        width = json["width"]?.integerValue.flatMap { Int(exactly: $0) } ?? 160
        height = json["height"]?.integerValue.flatMap { Int(exactly: $0) } ?? 120
        example = json["example"]?.stringValue ?? ""
        grants = json["grants"]?.arrayValue?.compactMap { $0.stringValue.flatMap(SandboxGrant.init) } ?? []
    }
}
