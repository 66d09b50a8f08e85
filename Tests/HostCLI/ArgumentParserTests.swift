import HostCore
import Testing

@testable import sluice

@Suite("Command line")
struct ArgumentParserTests {
    private func parse(_ words: String...) throws -> Arguments {
        try ArgumentParser.parse(words[...], for: RunCommand.spec)
    }

    private func message(_ words: String...) -> String {
        do {
            _ = try ArgumentParser.parse(words[...], for: RunCommand.spec)
            return "understood"
        } catch {
            return error.message
        }
    }

    @Test("options may stand before and behind operands, with a value after = or as the next word")
    func options() throws {
        let arguments = try parse("--frames=7", "graph.yaml", "-q", "--set", "a.b=c", "--set=d=e")
        #expect(arguments.operands == ["graph.yaml"])
        #expect(try arguments.count("frames") == 7)
        #expect(arguments.has("quiet"))
        #expect(arguments.texts("set") == ["a.b=c", "d=e"])
    }

    @Test("what follows -- is an operand, whatever it looks like")
    func ended() throws {
        #expect(try parse("--", "--quiet").operands == ["--quiet"])
    }

    @Test("an unknown option is answered with the nearest one")
    func nearest() {
        #expect(message("--framse", "3", "g").contains("did you mean --frames?"))
        #expect(message("--durations", "3s", "g").contains("did you mean --duration?"))
        #expect(message("--zzzzzzzz", "g").contains("--help"))
    }

    @Test("a value that is missing, given twice, or of the wrong kind is refused")
    func values() throws {
        #expect(message("g", "--frames").contains("needs a value"))
        #expect(message("g", "--frames", "1", "--frames", "2").contains("given twice"))
        #expect(message("g", "--quiet=yes").contains("takes no value"))
        #expect(message("g", "--log-level", "warnin").contains("did you mean warning?"))
        #expect(message("g", "h").contains("does not know what to do with 'h'"))
        #expect(message().contains("needs GRAPH"))
        for text in ["0", "-1", "x", "1.5", ""] {
            let arguments = try parse("g", "--frames=\(text)")
            #expect(throws: HostError.self) { try arguments.count("frames") }
        }
    }

    @Test(
        "durations have a unit",
        arguments: [
            ("500ms", 500_000_000), ("10s", 10_000_000_000), ("1.5m", 90_000_000_000), ("2h", 7_200_000_000_000),
            ("10", nil), ("s", nil), ("-1s", nil), ("1e3s", nil), ("9999999999999h", nil),
        ] as [(String, Int64?)])
    func durations(text: String, expected: Int64?) {
        #expect(DurationText.nanoseconds(text) == expected)
    }

    @Test("help of each command has its options, examples and exit statuses")
    func help() {
        for command in Program.commands {
            let text = HelpText.command(command.spec)
            for option in command.spec.options { #expect(text.contains("--\(option.name)"), "\(command.spec.name)") }
            #expect(text.contains("Examples:\n"))
            #expect(text.contains("Exit status:\n"))
            #expect(text.split(separator: "\n").allSatisfy { $0.count <= 110 })
        }
    }
}
