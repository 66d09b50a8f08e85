import Foundation
import HostCore
import Testing

/// Plugins of one release of the SDK, or of the SDK as it is now, laid out as `scripts/corpus` does.
struct CorpusSet {
    /// What one of them is asked to do.
    struct Plugin: Sendable {
        /// Its folder, with a graph and what must come of it.
        let name: String
        let library: String
        let stage: String
        let language: String
    }

    static let script = Sluice.root.appending(path: "scripts/corpus").path
    static let home = Sluice.root.appending(path: "Tests/Compatibility")
    /// The set of the SDK as it is now, and every release for this machine.
    static let versions = ["now"] + releases

    private static let releases: [String] = {
        let bytes = (try? Data(contentsOf: home.appending(path: "releases.json"))).map(Array.init) ?? []
        let listed = (try? JSONValue.parse(bytes))?["releases"]?.arrayValue ?? []
        return listed.filter { $0["machine"]?.stringValue == machine }.compactMap { $0["version"]?.stringValue }
    }()

    private static let machine: String = {
        var facts = utsname()
        uname(&facts)
        return withUnsafeBytes(of: facts.machine) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }()

    /// The set of the present, built once for all tests; `scripts/corpus` knows what it was built from.
    private static let present = Result {
        let folder = try Folder()
        let built = Sluice.root.appending(path: ".build/test-corpus")
        let tools = try NativeTools(folder)
        let done = try tools.run(script, ["build", built.path] + tools.corpusTools)
        if done.status != 0 { throw CocoaError(.fileNoSuchFile, userInfo: ["why": done.text]) }
        return built
    }

    let folder: URL
    let plugins: [Plugin]
    let abi: JSONValue
    private let unpacked: Folder?

    init(_ version: String) throws {
        if version == "now" {
            unpacked = nil
            folder = try Self.present.get()
        } else {
            let room = try Folder()
            let done = try NativeTools(room).run(Self.script, ["unpack", version, room.file("set").path])
            try #require(done.status == 0, "\(done.text)")
            unpacked = room
            folder = room.file("set")
        }
        let listed = try JSONValue.parse(Array(Data(contentsOf: folder.appending(path: "set.json"))))
        abi = try #require(listed["abi"])
        plugins = (listed["plugins"]?.arrayValue ?? []).map {
            Plugin(
                name: $0["name"]?.stringValue ?? "", library: $0["library"]?.stringValue ?? "",
                stage: $0["stage"]?.stringValue ?? "", language: $0["language"]?.stringValue ?? "")
        }
        try #require(!plugins.isEmpty)
    }

    /// Libraries, each once.
    var libraries: [String] { Set(plugins.map(\.library)).sorted() }
}

extension NativeTools {
    /// The options of `scripts/corpus` that name the SDK and the programs of this build.
    var corpusTools: [String] {
        ["--sdk", sdk.path, "--sluice", Sluice.program.path, "--swift", Sluice.plugin("corpus-swift")]
    }
}
