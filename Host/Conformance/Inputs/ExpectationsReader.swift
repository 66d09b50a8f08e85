import HostCore
import HostLoading
import HostSandbox

/// Reads a `NAME.conform.json`. What it does not know it refuses: a misspelt key would be one that nobody heeds.
struct ExpectationsReader {
    private let path: String

    init(_ path: String) { self.path = path }

    func refuse(_ what: String) -> HostError {
        HostError(.file, "\(path) \(what); docs/conformance.md says what may stand there")
    }

    func read() throws(HostError) -> Expectations {
        guard let bytes = SmallFile.read(path) else { throw refuse("cannot be read, or is larger than 16 MB") }
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue.parse(bytes)
        } catch {
            throw refuse("is not JSON: \(error)")
        }
        guard json["sluice_conform"] == 1 else { throw refuse("does not say \"sluice_conform\": 1") }
        let members = try object(json, "the file", keys: ["sluice_conform", "stages", "levels"])
        var result = Expectations()
        result.folder = Paths.folder(path)
        for (id, value) in try object(members["stages"], "'stages'") { result.stages[id] = try stage(value, id) }
        for (id, value) in try object(members["levels"], "'levels'") { result.overrides[id] = try override(value, id) }
        return result
    }

    private func stage(_ json: JSONValue, _ id: String) throws(HostError) -> Expectations.Stage {
        let keys = ["configuration", "packets", "deterministic", "width", "height", "example", "grants"]
        let members = try object(json, "the stage '\(id)'", keys: keys)
        var stage = Expectations.Stage()
        for (key, value) in members {
            let what = "'\(key)' of the stage '\(id)'"
            switch key {
            case "configuration": stage.configuration = try needed(value.objectValue, what, "an object")
            case "packets": stage.packets = try texts(value, what)
            case "deterministic": stage.isDeterministic = try needed(value.boolValue, what, "true or false")
            case "width": stage.width = try size(value, what)
            case "height": stage.height = try size(value, what)
            case "example": stage.example = try needed(value.stringValue, what, "a text")
            default: stage.grants = try texts(value, what).map { name throws(HostError) in try grant(name, what) }
            }
        }
        return stage
    }

    private func override(_ json: JSONValue, _ id: String) throws(HostError) -> Expectations.Override {
        guard Catalogue.check(id) != nil else {
            let near = Nearest.name(to: id, among: Catalogue.checks.map(\.id)).map { "; did you mean \($0)?" } ?? ""
            throw refuse("has a level for '\(id)', which is no check\(near)")
        }
        let members = try object(json, "the level of \(id)", keys: ["level", "reason"])
        guard let level = members["level"]?.stringValue.flatMap(Level.init),
            let reason = members["reason"]?.stringValue, !reason.isEmpty
        else { throw refuse("needs a level (must, should, info) and a reason for \(id)") }
        return .init(level: level, reason: reason)
    }

    private func grant(_ name: String, _ what: String) throws(HostError) -> SandboxGrant {
        if let grant = SandboxGrant(rawValue: name) { return grant }
        let known = SandboxGrant.allCases.map(\.rawValue).joined(separator: ", ")
        throw refuse("has '\(name)' under \(what), and there are \(known)")
    }

    private func size(_ json: JSONValue, _ what: String) throws(HostError) -> Int {
        let size = json.integerValue.flatMap { Int(exactly: $0) }.flatMap { (1...16384).contains($0) ? $0 : nil }
        return try needed(size, what, "a whole number from 1 to 16384")
    }

    private func texts(_ json: JSONValue, _ what: String) throws(HostError) -> [String] {
        let all = try needed(json.arrayValue, what, "a list of texts")
        return try all.map { text throws(HostError) in try needed(text.stringValue, what, "a list of texts") }
    }

    private func needed<T>(_ value: T?, _ what: String, _ kind: String) throws(HostError) -> T {
        guard let value else { throw refuse("needs \(kind) for \(what)") }
        return value
    }

    /// The members of an object; none when it is not there.
    /// - Parameter keys: Those that there may be; `nil` for any.
    private func object(
        _ json: JSONValue?, _ what: String, keys: [String]? = nil
    ) throws(HostError) -> [String: JSONValue] {
        guard let json else { return [:] }
        var result: [String: JSONValue] = [:]
        for member in try needed(json.objectValue, what, "an object").members {
            if let keys, !keys.contains(member.key) {
                let near = Nearest.name(to: member.key, among: keys).map { "; did you mean '\($0)'?" } ?? ""
                throw refuse("has '\(member.key)', which \(what) does not take\(near)")
            }
            result[member.key] = member.value
        }
        return result
    }
}
