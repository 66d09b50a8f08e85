import PluginSDK
import SluiceTestKit
import Testing

@Suite struct JSONReaderTests {
    @Test(arguments: [
        "{}", "[]", "[1,-2.5,1e3,0.5E-2]", "{\"a\":{\"b\":[true,false,null]}}", "\"\\u00e4\\ud83d\\ude00\\n\"",
        " { \"x\" : 1 } ", "0", "-0.0", "\"/\"",
    ])
    func readsWhatIsJSON(_ text: String) {
        #expect(throws: Never.self) { try ConfigValue(json: text) }
    }

    @Test(arguments: [
        "", "{", "}", "[1,]", "{\"a\":1,}", "{a:1}", "01", "1.", ".5", "+1", "-", "nan", "tru", "\"\u{1}\"", "\"\\x\"",
        "\"\\ud83d\"", "\"", "[1 2]", "{\"a\" 1}", "{\"a\":1,\"a\":2}", "1 2", "1e", "'a'",
    ])
    func refusesWhatIsNot(_ text: String) {
        #expect(throws: JSONError.self) { try ConfigValue(json: text) }
    }

    @Test func refusesWhatNestsTooDeep() {
        #expect(throws: JSONError.self) { try ConfigValue(json: String(repeating: "[", count: 200_000)) }
    }

    @Test func valuesSurviveTheWayThereAndBack() throws {
        let value: ConfigValue = [
            "text": "a\"\\\n\u{1}ä😀", "list": [1, 2.5, true, nil], "deep": ["x": [:]], "large": 9_007_199_254_740_993,
        ]
        let back = try ConfigValue(json: value.jsonText)
        #expect(back.jsonText == value.jsonText)
        #expect(back["text"]?.asText == "a\"\\\n\u{1}ä😀")
        #expect(back["large"]?.asInteger == 9_007_199_254_740_993)
    }
}
