import PluginSDK
import Testing

@Suite("JSON written into kept memory")
struct JSONBufferTests {
    private func text(_ write: (inout JSONBuffer) -> Void) -> String {
        var buffer = JSONBuffer()
        write(&buffer)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }

    @Test("a text in quotes reads back as it was, whatever is in it")
    func quoted() throws {
        let every = String(String.UnicodeScalarView((0...0x2FF).compactMap(Unicode.Scalar.init)))
        for value in ["", "plain", "\"\\\n\r\t\u{0}\u{1F}\u{7F}", "grün 顔 👤", every] {
            let made = text { $0.append(quoted: value) }
            #expect(try ConfigValue(json: made).asText == value)
            #expect(made.utf8.allSatisfy { $0 >= 0x20 })
            #expect(JSONText.quote(value) == made)
        }
        #expect(text { $0.append(quoted: "\u{1}\u{1F}") } == "\"\\u0001\\u001f\"")
    }

    @Test(
        "exact numbers are the shortest that read back the same",
        arguments: [
            (0, "0.0"), (0.1, "0.1"), (-0.60000002384, "-0.6"), (16_777_216, "16777216.0"),
            (.greatestFiniteMagnitude, nil), (.leastNonzeroMagnitude, nil), (-1.1754944e-38, nil), (.nan, "null"),
            (-.infinity, "null"),
        ] as [(Float, String?)])
    func exact(_ number: Float, _ expected: String?) throws {
        let made = text { $0.append(exact: number) }
        if let expected { #expect(made == expected) }
        #expect(made.utf8.count <= 15)
        if number.isFinite { #expect(try ConfigValue(json: made).asNumber.map(Float.init) == number) }
    }

    @Test("whole numbers to the ends of their ranges; what is JSON already stays in its line")
    func whole() {
        #expect(text { $0.append(UInt64.max) } == "18446744073709551615")
        #expect(text { $0.append(Int64.min) } == "-9223372036854775808")
        #expect(text { $0.append([1, 2].count) } == "2")
        let lines: [UInt8] = Array("{\n\"a\":\r\n1}".utf8)
        #expect(text { $0.append(json: lines.span.bytes) } == "{ \"a\":  1}")
    }

    @Test("memory stays when it is emptied")
    func memory() {
        var buffer = JSONBuffer(capacity_bytes: 8)
        buffer.append("[1,2,3,4,5,6,7,8,9,10]")
        let capacity = buffer.bytes.capacity
        buffer.removeFirst(1)
        buffer.truncate(to: 3)
        #expect(String(decoding: buffer.bytes, as: UTF8.self) == "1,2")
        buffer.removeAll()
        #expect(buffer.bytes.isEmpty && buffer.bytes.capacity == capacity)
    }
}
