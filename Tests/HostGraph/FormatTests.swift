import HostCore
import HostGraph
import Testing

@Suite("Pixel formats and conversions")
struct FormatTests {
    private func graph(_ stages: String, catalogue: StageCatalogue = Catalogues.all) throws -> ValidatedGraph {
        let result = try plan(
            "sluice: 1\nstreams: {door: {uri: \"rtsp://h/1\"}}\nstages:\n  \(stages)", catalogue: catalogue)
        PlanChecks.check(result, stages)
        return result
    }

    @Test("brightness alone is a view of what the decoder gives")
    func view() throws {
        let plan = try graph("g: {use: gray-only, from: door}\n  n: {use: null-sink, from: g}")
        #expect(plan.streams.first?.format == .i420)
        #expect(plan.edges.map(\.lumaView) == [true, false])
        #expect(plan.edges.map(\.format.pixelFormat) == [.gray8, .gray8])
        #expect(plan.nodes.count == 2)
    }

    @Test(
        "where all want RGB the source gives it, also behind stages that pass anything on, and without a convert stage")
    func fromSource() throws {
        let plan = try graph(
            "p: {use: passthrough, from: door}\n  q: {use: passthrough, from: p}\n  r: {use: rgb-only, from: q}\n  n: {use: null-sink, from: r}",
            catalogue: Catalogues.without("convert"))
        #expect(plan.streams.first?.format == .rgb)
        #expect(plan.nodes.map(\.name) == ["p", "q", "r", "n"])
    }

    @Test("where wishes differ, one conversion stands where it costs least and serves all who need it")
    func shared() throws {
        let plan = try graph(
            """
            e: {use: encoder, from: door}
              r: {use: rgb-only, from: door}
              s: {use: rgb-only, from: door}
              g: {use: gray-only, from: door}
              h: {use: gray-only, from: door}
              f: {use: null-sink, from: [e]}
              n: {use: null-sink, from: {join: [r, s]}}
              m: {use: null-sink, from: {join: [g, h]}}
            """)
        #expect(plan.streams.first?.format == .i420)
        #expect(plan.nodes.filter { $0.isInserted && $0.manifest != nil }.map(\.name) == ["convert-1"])
        let convert = try #require(plan.node(named: "convert-1"))
        #expect(convert.configuration == ["format": "rgb", "quality": "fast"])
        #expect(plan.edges(from: convert.index, port: 0).count == 2)
        #expect(convert.inputs == [ItemFormat(kind: .frame, pixelFormat: .i420)])
        #expect(convert.outputs == [ItemFormat(kind: .frame, pixelFormat: .rgb)])
    }

    @Test("a sink that takes colour or gray gets colour where there is colour")
    func colourKept() throws {
        let plan = try graph(
            "e: {use: encoder, from: door}\n  n: {use: null-sink, from: e}\n  s: {use: image-sink, from: door}")
        #expect(plan.edges(into: plan.node(named: "s")?.index ?? 0).first?.format.pixelFormat == .rgb)
    }

    @Test("several streams that merge are asked for one format when that is cheaper than one conversion")
    func merged() throws {
        let result = try plan(
            """
            sluice: 1
            streams: {a: {uri: "rtsp://h/1"}, b: {uri: "rtsp://h/2"}, c: {uri: "rtsp://h/3"}}
            stages:
              f: {use: face-detector, from: streams}
              e: {use: encoder, from: f}
              r: {use: rgb-only, from: f}
              n: {use: null-sink, from: e}
              m: {use: null-sink, from: r}
            """)
        #expect(result.streams.map(\.format) == [.i420, .i420, .i420])
        #expect(result.nodes.count { $0.isInserted } == 1)
    }

    @Test("a stage whose settings name its output format gives that one")
    func namedFormat() throws {
        let plan = try graph("c: {use: convert, from: door, with: {format: bgr}}\n  n: {use: null-sink, from: c}")
        #expect(plan.edges.last?.format.pixelFormat == .bgr)
    }

    @Test("a sink that takes anything gets several formats without a conversion")
    func mixed() throws {
        let plan = try graph("g: {use: generator}\n  n: {use: null-sink, from: [g, door]}")
        #expect(plan.edges.map(\.format.pixelFormat) == [.rgb, .i420])
        #expect(plan.node(named: "n")?.inputs == [ItemFormat(kind: .frame)])
    }

    @Test("names of added nodes keep clear of the user's")
    func names() throws {
        let plan = try graph(
            "convert-1: {use: encoder, from: door}\n  r: {use: image-sink, from: door}\n  n: {use: null-sink, from: convert-1}"
        )
        #expect(plan.nodes.map(\.name).contains("convert-2"))
    }
}
