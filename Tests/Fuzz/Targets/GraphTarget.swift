import HostCore
import HostGraph

extension FuzzTarget {
    /// Graph files, and overrides behind them, each after a zero byte: validated, and shown when sound.
    static let graph = FuzzTarget(
        name: "graph", seeds: { GraphInput.seeds },
        words: [
            "sluice: 1", "streams", "stages", "use", "from", "with", "uri", "gst", "live", "pace", "queue", "policy",
            "drop-oldest", "block", "capacity", "isolation", "process", "join", "sync", "lineage", "wait", "for_each",
            "instances", "include", "plugins", "face-detector", "tracker", "best-shot", "record-sink", "encoder",
            "null",
            "test:", "file:", "${HOME}", "&a", "*a", "- ", "{}", "[]", "\n", ": ", "  ", "99999999999", "-1", "1e400",
        ]
    ) { bytes in
        let parts = bytes.split(separator: 0, maxSplits: 8, omittingEmptySubsequences: false)
        let inputs = GraphInputs(
            files: FuzzFileReader(main: Array(parts[0])), environment: { $0 == "HOME" ? "/home/x" : nil },
            overrides: parts.dropFirst().map { String(decoding: $0, as: UTF8.self) })
        let result = Validation.of("g.yaml", inputs, catalogue: GraphInput.catalogue, hasWorkers: true)
        guard (result.graph == nil) == result.findings.hasErrors else { return "a graph and errors, or neither" }
        if result.findings.contains(where: { $0.message.isEmpty || $0.site.file.isEmpty }) {
            return "a finding without text or place"
        }
        guard let graph = result.graph else { return nil }
        if Explanation.text(graph).isEmpty { return "no explanation" }
        // Layouts of thousands of nodes take seconds and are no danger.
        if graph.nodes.count < 200, !GraphDrawing.svg(graph).hasPrefix("<") { return "no drawing" }
        return nil
    }
}

/// Where graphs begin.
enum GraphInput {
    static let catalogue: StageCatalogue = {
        var catalogue = StageCatalogue()
        for bytes in FuzzFiles.files("Tests/Fuzz/Corpus/manifest") {
            guard let manifest = try? LibraryManifest(parsing: bytes) else { continue }
            for stage in manifest.stages {
                catalogue.add(.init(manifest: stage, library: "/plugins/\(manifest.name).so"))
            }
        }
        return catalogue
    }()

    static var seeds: [[UInt8]] {
        let examples = FuzzFiles.names("examples").flatMap { FuzzFiles.files("examples/\($0)").filter(isGraph) }
        let gates = FuzzFiles.files("Tests/Gates/graphs")
        return examples + gates + FuzzFiles.files("Tests/Fuzz/Corpus/graph")
    }

    private static func isGraph(_ bytes: [UInt8]) -> Bool {
        String(decoding: bytes, as: UTF8.self).contains("sluice: 1") && bytes.count < 8192
    }
}

/// One file, which may include itself and a smaller one.
struct FuzzFileReader: FileReader {
    let main: [UInt8]
    let workingFolder = "/graphs"

    func read(_ path: String, limit_bytes: Int) throws(FileFailure) -> [UInt8] {
        guard !path.contains("missing") else { throw FileFailure("No such file or directory") }
        let bytes = path.hasSuffix("small.yaml") ? Array("stages: {small: {use: null-sink}}".utf8) : main
        guard bytes.count <= limit_bytes else { throw FileFailure("it has more than \(limit_bytes) bytes") }
        return bytes
    }

    func check(_ path: String) throws(FileFailure) {
        guard !path.contains("missing") else { throw FileFailure("No such file or directory") }
    }
}
