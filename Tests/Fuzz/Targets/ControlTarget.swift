import HostCore

@testable import HostControl

extension FuzzTarget {
    /// What a client sends to the control socket, in two pieces cut where the first byte says.
    static let control = FuzzTarget(
        name: "control",
        seeds: {
            [
                #"{"do": "status"}"#, #"{"do": "set", "stage": "encoder", "key": "rate", "value": 3}"#,
                #"{"do": "apply", "file": "a.yaml", "dry_run": true}"#,
                #"{"do": "swap", "stage": "a", "library": "b"}"#,
                #"{"do": "add-stream", "name": "yard", "uri": "test:", "like": "door"}"#,
                #"{"do": "remove-stream", "name": "yard"}"# + "\n" + #"{"do": "drain"}"#,
            ].map { [7] + Array(($0 + "\n").utf8) }
        },
        words: [
            "\"do\"", "\"status\"", "\"apply\"", "\"set\"", "\"value\"", "{", "}", "\n", "\"", "\\u", "\\ud800", "null",
            "[[[[", "1e999", ":",
        ]
    ) { bytes in
        guard let first = bytes.first else { return nil }
        let rest = bytes.dropFirst()
        let cut = rest.startIndex + min(rest.count, Int(first))
        var buffer = LineBuffer()
        let lines = buffer.take(rest[..<cut]) + buffer.take(rest[cut...])
        guard lines.count == rest.count(where: { $0 == 0x0A }) || buffer.isTooLong else { return "a line is lost" }
        for line in lines {
            do throws(HostError) {
                let request = try ControlRequest(line: line)
                let again = try ControlRequest(line: Array(request.line.utf8.dropLast()))
                guard again.members == request.members else { return "a request that reads otherwise the second time" }
            } catch {
                let answer = ControlAnswer.refused(error).text
                guard !answer.contains("\n"), (try? JSONValue.parse(answer)) != nil else {
                    return "no answer: \(answer)"
                }
            }
        }
        return nil
    }
}
