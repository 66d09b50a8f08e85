import CYAML
import Foundation
import HostCore
import HostGraph
import Testing

@Suite("The YAML test suite")
struct YAMLSuiteTests {
    private static let folder: String? = {
        let data = ProcessInfo.processInfo.environment["SLUICE_TEST_DATA"] ?? "../shared/data"
        let folder = data + "/yaml/data"
        return FileManager.default.fileExists(atPath: folder) ? folder : nil
    }()

    @Test(
        "each case is read without a crash, and refused as YAML exactly where libyaml refuses it",
        .enabled(if: folder != nil, "the YAML test suite is not in $SLUICE_TEST_DATA or ../shared/data"))
    func verdicts() throws {
        let folder = try #require(Self.folder)
        var cases = 0
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder) where name.hasSuffix("in.yaml") {
            cases += 1
            let path = folder + "/" + name
            let config = GraphConfig.load(path, GraphInputs(files: SystemFileReader()))
            let refused = config.findings.contains { $0.code == "yaml-syntax" && $0.site.file == path }
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
            #expect(refused == !Self.libyamlReads(bytes), "\(name): \(config.findings)")
            _ = Validation.of(config, catalogue: Catalogues.all, files: SystemFileReader())
        }
        #expect(cases > 300)
    }

    /// What libyaml itself says, without anything of ours around it.
    private static func libyamlReads(_ bytes: [UInt8]) -> Bool {
        var parser = yaml_parser_t()
        yaml_parser_initialize(&parser)
        defer { yaml_parser_delete(&parser) }
        return bytes.withUnsafeBufferPointer { buffer in
            yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
            while true {
                var event = yaml_event_t()
                guard yaml_parser_parse(&parser, &event) == 1 else { return false }
                defer { yaml_event_delete(&event) }
                if event.type == YAML_STREAM_END_EVENT { return true }
            }
        }
    }
}
