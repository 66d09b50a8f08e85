import CHostShim
import CSluice
import HostCore
import HostLoading

/// What the checks of the file do.
enum DiscoveryBodies {
    static func sidecarPresent(_ trial: Trial) throws(CheckEnd) {
        let path = Sidecar.path(of: trial.request.library)
        guard let sidecar = Sidecar.read(for: trial.request.library) else {
            throw .breach("\(path) is not there or is not JSON; 'sluice plugins --write-manifests FOLDER' writes it")
        }
        do throws(LoadFailure) {
            _ = try ManifestCheck.manifest(sidecar.json)
        } catch {
            throw .breach("\(path) \(error.message)")
        }
    }

    static func sidecarMatches(_ trial: Trial) throws(CheckEnd) {
        guard let sidecar = Sidecar.read(for: trial.request.library) else {
            throw .skip("there is no manifest beside the library (disc.01)")
        }
        let identity = try trial.identity()
        guard sidecar.buildID == identity.buildID else {
            throw .breach("it describes the build \(sidecar.buildID ?? "none"), and this is \(identity.buildID)")
        }
        let own = try json(trial.describe(trial.openLibrary().table))
        for member in own.objectValue?.members ?? [] where sidecar.json[member.key]?.matches(member.value) != true {
            throw .breach("its '\(member.key)' is not what the library says; write it anew")
        }
        for key in sidecar.json.objectValue?.keys ?? [] where key != "build_id" && key != "file" && own[key] == nil {
            throw .breach("it has '\(key)', which the library does not say")
        }
    }

    private static func json(_ bytes: [UInt8]) throws(CheckEnd) -> JSONValue {
        do throws(LoadFailure) {
            return try ManifestCheck.json(bytes)
        } catch {
            throw .setup("the library \(error.message)")
        }
    }

    static func loads(_ trial: Trial) throws(CheckEnd) {
        let identity = try trial.identity()
        do throws(LoadFailure) {
            _ = try LibraryOpening.open(identity) { trial.answer.at($0.rawValue) }
        } catch {
            let isTable = error.kind == .badTable || error.kind == .refused
            throw isTable ? .setup("the library \(error.message)") : .breach("the library \(error.message)")
        }
    }

    static func dependencies(_ trial: Trial) throws(CheckEnd) {
        let facts = try trial.identity().elf
        if let path = facts.needed.first(where: { $0.contains("/") }) {
            throw .breach("it needs \(path) by its path; link that library with a soname")
        }
        if facts.sharesSwiftRuntime {
            throw .breach(
                "it needs libswiftCore.so, which works only with the host's own toolchain; build with -static-stdlib")
        }
    }

    static func exports(_ trial: Trial) throws(CheckEnd) {
        let others = try trial.identity().elf.exports.map(\.name).filter { $0 != SLUICE_PLUGIN_ENTRY_SYMBOL }
        guard let first = others.first else { return }
        throw .breach("it exports \(first) and \(others.count - 1) others; hide them with a version script")
    }

    static func scanTime(_ trial: Trial) throws(CheckEnd) {
        let time_ns = try Trial.time_ns { () throws(CheckEnd) in _ = try trial.describe(trial.openLibrary().table) }
        trial.answer.note("\(time_ns / 1000) µs")
        if time_ns > 100_000_000 {
            throw .breach("it took \(time_ns / 1_000_000) ms; do less in constructors and describe")
        }
    }

    static func stable(_ trial: Trial) throws(CheckEnd) {
        let table = try trial.openLibrary().table
        let first = try trial.describe(table)
        let second = try trial.describe(table)
        if first != second { throw .breach("a second describe in one process wrote other bytes") }
        trial.answer.digest(first.withUnsafeBytes { shim_hash($0.baseAddress, UInt64($0.count), 0) })
    }

    static func ids(_ trial: Trial) throws(CheckEnd) {
        let bytes = try trial.describe(trial.openLibrary().table)
        let manifest: LibraryManifest
        do throws(HostError) {
            manifest = try LibraryManifest(parsing: bytes)
        } catch {
            throw .setup(error.description)
        }
        try version(manifest.version, of: "the library")
        var seen: Set<String> = []
        for stage in manifest.stages {
            if !ManifestCheck.isReverseDNS(stage.id) {
                throw .breach("the id '\(stage.id)' is not like org.example.name")
            }
            if !seen.insert(stage.id).inserted { throw .breach("the id \(stage.id) is there twice") }
            try version(stage.version, of: stage.id)
        }
    }

    private static func version(_ text: String, of what: String) throws(CheckEnd) {
        let core = text.prefix { $0 != "-" && $0 != "+" }
        let parts = core.split(separator: ".", omittingEmptySubsequences: false)
        let isSound =
            parts.count == 3
            && parts.allSatisfy { part in
                UInt32(part) != nil && (part == "0" || !part.hasPrefix("0"))
            }
        if !isSound { throw .breach("the version '\(text)' of \(what) is no semantic version, such as 1.0.0") }
    }
}
