import Foundation
import RegexBuilder
import Testing

/// That `scripts/abi-layout` finds what a later minor may not do; on copies of the contract.
@Suite("Layout of the contract", .enabled(if: NativeTools.areThere, "no make, cc, g++ or pkg-config here"))
struct LayoutTests {
    private let folder: Folder
    private let tools: NativeTools

    /// A contract that was frozen as it is, and its next minor: the same until a test changes it.
    init() throws {
        folder = try Folder()
        tools = try NativeTools(folder)
        try FileManager.default.copyItem(
            at: Sluice.root.appending(path: "PluginSDK/CABI"), to: folder.file("CABI"))
        try change("abi.h", #/SLUICE_ABI_DRAFT \d+u/#, "SLUICE_ABI_DRAFT 0u")
        let frozen = try layout("--write")
        try #require(frozen.status == 0, "\(frozen.text)")
        try change("abi.h", #/SLUICE_ABI_MINOR \d+u/#, "SLUICE_ABI_MINOR 9u")
    }

    private func layout(_ mode: String) throws -> NativeTools.Outcome {
        try tools.run(
            Sluice.root.appending(path: "scripts/abi-layout").path, [mode, folder.file("CABI").path])
    }

    private func change(_ header: String, _ old: Regex<Substring>, _ new: String) throws {
        let name = "CABI/include/sluice/\(header)"
        let text = try folder.text(name)
        try #require(text.contains(old), "\(header) has changed; change this test")
        try folder.write(text.replacing(old, with: new), to: name)
    }

    @Test("a minor that adds at the end, under a new revision of the tag, is taken; the frozen layout stays")
    func grows() throws {
        try change("ext/params.h", #/sluice_params_r1 \{/#, "sluice_params_r2 {")
        try change(
            "ext/params.h", #/\} sluice_params;/#, "    int32_t (*later)(struct sluice_stage *stage);\n} sluice_params;"
        )
        let written = try layout("--write")
        #expect(written.status == 0, "\(written.text)")
        let checked = try layout("--check")
        #expect(checked.status == 0 && checked.text.contains("aarch64"), "\(checked.text)")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.file("CABI/layout").path)
        #expect(files.count == 2 && files.contains("1.9.txt"), "\(files)")
    }

    @Test("a reserved field may be taken into use")
    func reserved() throws {
        try change("ext/params.h", #/uint32_t reserved;/#, "uint32_t hints;")
        let written = try layout("--write")
        #expect(written.status == 0, "\(written.text)")
    }

    @Test(
        "what would break plugins of the frozen minor is refused by name",
        arguments: [
            ("ext/params.h", "} sluice_params;", "    void *more;\n} sluice_params;", "keeps its tag sluice_params_r1"),
            ("ext/params.h", "sluice_params_r1 {", "sluice_params_r2 {", "has not grown and changes its tag"),
            ("ext/state.h", "uint32_t version;", "uint32_t format;", "sluice_state.version was"),
            ("region.h", "float x, y,", "float y, x,", "sluice_region.x was"),
            ("abi.h", "SLUICE_END 3", "SLUICE_END 5", "SLUICE_END was 3 and is 5"),
            (
                "item.h", "#define SLUICE_FLAG_GAP 8u", "#define SLUICE_FLAG_HOLE 8u",
                "SLUICE_FLAG_GAP was 8 and is gone"
            ),
        ])
    func breaks(header: String, old: String, new: String, says: String) throws {
        try change(header, Regex { old }, new)
        let written = try layout("--write")
        #expect(written.status == 1 && written.text.contains(says), "\(written.text)")
    }

    @Test("a minor that is frozen takes nothing more")
    func frozen() throws {
        #expect(try layout("--write").status == 0)
        try change("abi.h", #/#define SLUICE_LOG_ERROR 3u/#, "#define SLUICE_LOG_ERROR 3u\n#define SLUICE_LOG_TRACE 4u")
        for mode in ["--write", "--check"] {
            let refused = try layout(mode)
            #expect(refused.status == 1 && refused.text.contains("raise SLUICE_ABI_MINOR"), "\(refused.text)")
        }
    }
}
