import Testing

@testable import HostConformance

/// What a child tells is kept whole, but for places that it has left.
@Suite("Answers of checks")
struct AnswerLinesTests {
    @Test("millions of calls are few bytes, and what was told among them is there", arguments: [1, 7, 4096])
    func folded(part_bytes: Int) {
        var text = #"{"guard":"mem.05","text":"early"}"# + "\n"
        for number in 0..<20_000 { text += #"{"at":"call \#(number)"}"# + "\n" }
        text += #"{"note":"late"}"# + "\n" + #"{"at":"drain"}"# + "\n" + #"{"end":"pass","text":""}"# + "\n"
        let bytes = Array(text.utf8)
        var lines = AnswerLines()
        for start in stride(from: 0, to: bytes.count, by: part_bytes) {
            lines.add(Array(bytes[start..<min(start + part_bytes, bytes.count)]))
        }
        #expect(lines.count < 200 && lines.bytes.count == lines.count)
        let answer = ChildAnswer(lines.bytes)
        #expect(answer.place == "drain" && answer.notes == ["late"] && answer.end?.word == "pass")
        #expect(answer.guards.map(\.id) == ["mem.05"])
    }

    @Test("a line that was cut off by a crash stays as it is")
    func cut() {
        var lines = AnswerLines()
        lines.add(Array("{\"at\":\"process\"}\n{\"note\":\"ab".utf8))
        lines.add(Array("c".utf8))
        #expect(lines.bytes == Array("{\"at\":\"process\"}\n{\"note\":\"abc".utf8))
    }
}
