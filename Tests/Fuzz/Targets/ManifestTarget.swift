import HostCore
import HostGraph

@testable import HostLoading

extension FuzzTarget {
    /// Manifests as plugins write them; and, behind a first byte of `@`, what a scanning child answers.
    static let manifest = FuzzTarget(
        name: "manifest",
        seeds: {
            let manifests = FuzzFiles.files("Tests/Fuzz/Corpus/manifest")
            let answers = manifests.prefix(2).map { manifest in
                Array("@".utf8) + ScanAnswer.line(.describing) + ScanAnswer.bytes(.success(manifest))
            }
            return manifests + answers
                + [Array("@".utf8) + ScanAnswer.bytes(.failure(LoadFailure(.badManifest, "a text")))]
        },
        words: [
            "\"sluice\": \"1\"", "\"library\"", "\"abi\"", "\"stages\"", "\"id\"", "\"inputs\"", "\"outputs\"",
            "\"kind\"",
            "\"frame\"", "\"same\"", "\"as\"", "\"state\"", "\"configuration\"", "\"properties\"", "\"anyOf\"",
            "\"enum\"",
            "\"minimum\"", "\"default\"", "\"items\"", "\"x-sluice-path\"", "\"x-sluice-live\"", "\"required\"", "null",
            "true", "-1", "1e308", "99999999999999999999", "\\u0000", "\"\"", "{}", "[]", "result ok 3\n", "phase ",
        ]
    ) { bytes in
        guard bytes.first != UInt8(ascii: "@") else {
            let answer = ScanAnswer(parsing: Array(bytes.dropFirst()))
            guard case .success(let manifest) = answer.result else { return nil }
            return manifest.count <= bytes.count ? ManifestInput.read(manifest) : "more bytes than came"
        }
        return ManifestInput.read(bytes)
    }
}

enum ManifestInput {
    /// Reads a manifest, shows its stages, and puts them into graphs without settings and with some.
    static func read(_ bytes: [UInt8]) -> String? {
        let manifest: LibraryManifest
        do throws(LoadFailure) {
            manifest = try ManifestCheck.manifest(try ManifestCheck.json(bytes))
        } catch {
            return error.message.isEmpty ? "a refusal without a reason" : nil
        }
        var catalogue = StageCatalogue()
        for stage in manifest.stages {
            catalogue.add(.init(manifest: stage, library: "/plugins/x.so"))
            if StageInspection(stage, library: "/plugins/x.so").text.isEmpty { return "nothing to show" }
        }
        if (try? JSONValue.parse(GraphSchema.document(catalogue).text)) == nil { return "a schema that is no JSON" }
        for stage in manifest.stages {
            for settings in ["{}", "{backend: hog, path: x, width: 3, weights: {a: 1}}"] {
                let use = JSONValue.string(stage.id).text
                let yaml =
                    "sluice: 1\nstreams: {a: {uri: 'test:'}}\nstages: {s: {use: \(use), from: a, with: \(settings)}}"
                let inputs = GraphInputs(files: FuzzFileReader(main: Array(yaml.utf8)))
                let result = Validation.of("g.yaml", inputs, catalogue: catalogue)
                guard (result.graph == nil) == result.findings.hasErrors else {
                    return "a graph and errors, or neither"
                }
            }
        }
        return nil
    }
}
