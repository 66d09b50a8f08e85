import HostCore
import HostGraph
import Testing

@Suite("Findings about what edges carry")
struct TypeFindingTests {
    private func stages(_ text: String, catalogue: StageCatalogue = Catalogues.all) -> [String] {
        findings("sluice: 1\nstreams: {door: {uri: \"rtsp://h/1\"}}\nstages:\n  \(text)", catalogue: catalogue)
    }

    @Test("records do not go into a port for frames, and the fitting output is named")
    func kinds() {
        #expect(
            stages(
                "t: {use: tracker, from: door}\n  s: {use: image-sink, from: t.events}\n  r: {use: record-sink, from: t}"
            ) == [
                "g.yaml:5:30: error: 't.events' gives records, and 's' takes frames in rgb or gray8; write 't.frames'",
                "g.yaml:6:31: error: 't' gives frames, and 'r' takes records; write 't.events'",
            ])
    }

    @Test(
        "a stream gives frames and no records; through stages that pass anything on, the type is that of their source")
    func through() {
        #expect(
            stages("p: {use: passthrough, from: door}\n  r: {use: record-sink, from: p}") == [
                "g.yaml:5:31: error: 'p' gives frames, and 'r' takes records; take from a stage that gives records"
            ])
        #expect(
            stages("r: {use: record-sink, from: door}") == [
                "g.yaml:4:31: error: 'door' gives frames, and 'r' takes records; take from a stage that gives records"
            ])
    }

    @Test("packets of one codec do not go into a port for another")
    func codecs() {
        #expect(
            stages("e: {use: encoder, from: door}\n  p: {use: passthrough, from: e}\n  j: {use: jpeg-sink, from: p}")
                == [
                    "g.yaml:6:29: error: 'p' gives packets of h264, and 'j' takes packets of jpeg; take from a stage that gives packets of jpeg"
                ])
    }

    @Test("without the convert stage, formats that do not meet are told with both ends")
    func noConvert() {
        #expect(
            stages(
                "c: {use: cropper, from: door, with: {width: 8}}\n  g: {use: gray-only, from: c}\n  n: {use: null-sink, from: g}",
                catalogue: Catalogues.without("convert")) == [
                    "g.yaml:5:29: error: 'c' gives frames in rgb (here rgb), 'g' takes frames in gray8, and the stage 'convert' that could stand between is not there; add the plugin 'convert' to a folder under plugins:, or take from a stage that gives frames in gray8"
                ])
    }

    @Test("a live source is not made to wait")
    func block() {
        #expect(
            stages("f: {use: face-detector, from: door, queue: block}\n  n: {use: null-sink, from: f}") == [
                "g.yaml:4:46: error: 'f' would make the live stream 'door' wait: its queue blocks, and nothing between them drops; write 'policy: drop-oldest', or give a stage before it a queue that drops"
            ])
        #expect(stages("f: {use: face-detector, from: door}\n  n: {use: null-sink, from: f, queue: block}").isEmpty)
    }
}
