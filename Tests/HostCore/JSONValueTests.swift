import HostCore
import Testing

@Suite("JSON")
struct JSONValueTests {
    @Test(
        "what is written is read back the same",
        arguments: [
            "null", "true", "[]", "{}", "-0.5", "9223372036854775807", "1e+300", #"{"b":1,"a":[1,2.5,"x\n\u0001"]}"#,
        ])
    func roundTrip(text: String) throws {
        let value = try JSONValue.parse(text)
        #expect(try JSONValue.parse(value.text) == value)
        #expect(try JSONValue.parse(value.prettyText) == value)
    }

    @Test("keys keep their order")
    func order() throws {
        #expect(try JSONValue.parse(#"{"z":1,"a":2}"#).text == #"{"z":1,"a":2}"#)
    }

    @Test("escapes and surrogate pairs are decoded")
    func escapes() throws {
        #expect(try JSONValue.parse(#""\ud83d\ude00\t\/""#) == .string("😀\t/"))
    }

    @Test(
        "wrong text is refused at its place",
        arguments: [
            ("", 0), ("[1,]", 3), (#"{"a":1,"a":2}"#, 7), ("01", 2), ("1.", 2), ("\"\u{1}\"", 1), (#""\ud800x""#, 1),
            ("[1] 2", 4), ("nul", 0), (#""\u+123""#, 3), (#"{"a" 1}"#, 5), ("-", 1), ("1e999", 0), (#""abc"#, 4),
        ])
    func refusals(text: String, offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSONValue.parse(text) }
        #expect(error?.offset == offset)
    }

    @Test("depth is bounded")
    func depth() {
        let deep = String(repeating: "[", count: 200_000)
        let error = #expect(throws: JSONError.self) { try JSONValue.parse(deep) }
        #expect(error?.offset == 64)
    }

    @Test("numbers match across kinds, objects in any order")
    func matching() throws {
        #expect(JSONValue.integer(1).matches(.number(1)))
        #expect(try JSONValue.parse(#"{"a":1,"b":[2]}"#).matches(JSONValue.parse(#"{"b":[2.0],"a":1}"#)))
        #expect(!JSONValue.string("1").matches(.integer(1)))
    }
}
