import HostCore
import Testing

@Suite("Stage catalogue")
struct StageCatalogueTests {
    private func manifest(_ id: String, _ version: String) throws -> StageManifest {
        try StageManifest(json: [
            "id": .string(id), "version": .string(version), "inputs": [], "outputs": [],
        ])
    }

    private func catalogue() throws -> StageCatalogue {
        var catalogue = StageCatalogue()
        catalogue.add(.init(manifest: try manifest("io.sluice.tracker", "1.0.0"), library: "/p/tracker.so"))
        catalogue.add(.init(manifest: try manifest("io.sluice.tracker", "2.1.0"), library: "/p/tracker2.so"))
        catalogue.add(.init(manifest: try manifest("org.other.crop", "1.0.0"), library: "/p/crop.so"))
        catalogue.add(.init(library: "/p/libencoder.so", reason: "libx264.so.164 is missing"))
        catalogue.add(.init(library: "/p/av.so", reason: "it crashed", stages: ["io.sluice.decoder"]))
        return catalogue
    }

    @Test("full id, last part and major find a stage")
    func found() throws {
        let catalogue = try catalogue()
        for (use, library) in [
            ("crop", "/p/crop.so"), ("org.other.crop", "/p/crop.so"), ("tracker@2", "/p/tracker2.so"),
            ("io.sluice.tracker@1", "/p/tracker.so"),
        ] {
            guard case .found(let entry) = catalogue.find(use) else {
                Issue.record("\(use) was not found")
                continue
            }
            #expect(entry.library == library)
        }
    }

    @Test("two answers are no answer")
    func ambiguous() throws {
        guard case .ambiguous(let entries) = try catalogue().find("tracker") else {
            Issue.record("tracker is not ambiguous")
            return
        }
        #expect(entries.map(\.library) == ["/p/tracker.so", "/p/tracker2.so"])
    }

    @Test("of several preferred libraries with one stage, the first found has it")
    func preferred() throws {
        let both = try catalogue().preferring(["/p/tracker2.so", "/p/tracker.so"])
        #expect(both.entries.map(\.library) == ["/p/tracker.so", "/p/crop.so"])
        let second = try catalogue().preferring(["/p/tracker2.so"])
        #expect(second.entries.map(\.library) == ["/p/tracker2.so", "/p/crop.so"])
        #expect(second.failures.count == 2)
    }

    @Test("a missing major says which there are")
    func otherVersions() throws {
        guard case .otherVersions(let entries) = try catalogue().find("tracker@3") else {
            Issue.record("tracker@3 was found")
            return
        }
        #expect(entries.map(\.manifest.version) == ["1.0.0", "2.1.0"])
    }

    @Test(
        "a stage of a library that failed is told apart from one that nobody knows",
        arguments: [
            ("encoder", "libx264.so.164 is missing"), ("io.sluice.encoder", "libx264.so.164 is missing"),
            ("decoder", "it crashed"),
        ])
    func failed(use: String, reason: String) throws {
        guard case .failed(let failure) = try catalogue().find(use) else {
            Issue.record("\(use) has not failed")
            return
        }
        #expect(failure.reason == reason)
    }

    @Test("what nobody knows is unknown", arguments: ["nothing", "tracker@x", "", "sluice.tracker"])
    func unknown(use: String) throws {
        guard case .unknown = try catalogue().find(use) else {
            Issue.record("\(use) is not unknown")
            return
        }
    }
}
