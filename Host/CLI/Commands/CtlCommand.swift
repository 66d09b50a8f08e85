import Glibc
import HostControl
import HostCore

/// `sluice ctl`.
enum CtlCommand: Command {
    static let spec = CommandSpec(
        name: "ctl", summary: "Looks at a running graph, or changes it while it runs.",
        operands: [
            .init("ACTION", "status, apply, swap, set, add-stream, remove-stream or drain; see below."),
            .init("ARGUMENT", optional: true, "What the action takes."),
            .init("ARGUMENT", optional: true, "What the action takes."),
            .init("ARGUMENT", optional: true, "What the action takes."),
        ],
        options: [
            OptionSpec("name", .text("NAME"), "The graph's name or process id, where several run."),
            OptionSpec("socket", .text("SOCKET"), "The socket of the host, as its --control says."),
            OptionSpec("like", .text("STREAM"), "With add-stream: its frames go where those of this stream go, those of a file at its pace."),
            OptionSpec("dry-run", "With apply: only says what would change."), CommonOptions.json,
        ],
        examples: [
            .init("sluice ctl status", "shows streams, stages and queues of the running graph"),
            .init("sluice ctl apply", "reads the graph file again and makes the running graph what it says"),
            .init("sluice ctl apply door.yaml --dry-run", "says what another file would change"),
            .init("sluice ctl swap faces", "makes a stage anew, from the plugin file as it is now"),
            .init("sluice ctl swap faces new/libface-detector.so", "takes the stage from another file"),
            .init("sluice ctl set encoder rate.bitrate_kbps 800", "changes a setting that may change while it runs"),
            .init("sluice ctl add-stream yard rtsp://yard.local/1 --like door", "adds a camera"),
            .init("sluice ctl remove-stream yard", "takes it away"),
            .init("sluice ctl drain", "ends the run as the first Ctrl-C does"),
        ],
        notes: [
            "What is the same goes on undisturbed: captures, stages and what they remember. A new stage that does not start "
                + "changes nothing; one that fails within its first 30 items is replaced by the old one again. Streams and "
                + "plugin files that were given here are forgotten at the next apply: the file is the truth."
        ],
        statuses: [.done, .failed, .wrong, .missing])

    static func run(_ arguments: Arguments) throws(HostError) -> ExitStatus {
        let request = try request(arguments)
        let answer = try client(arguments).ask(request)
        let isDone = answer["ok"] == true
        if arguments.has(CommonOptions.json.name) {
            try Console.out(answer.prettyText + "\n")
        } else if isDone {
            for line in ControlText.lines(answer, of: request) { try Console.out(line + "\n") }
        } else {
            Console.message("sluice: error: \(answer["error"]?["message"]?.stringValue ?? "no reason was given")\n")
        }
        if isDone { return .done }
        guard case .integer(let status)? = answer["error"]?["exit_status"] else { return .failed }
        return ExitStatus(rawValue: Int32(truncatingIfNeeded: status)) ?? .failed
    }

    private static func client(_ arguments: Arguments) throws(HostError) -> ControlClient {
        if let path = arguments.text("socket") { return ControlClient(path: path) }
        return try ControlClient.find(arguments.text("name"))
    }

    private static func request(_ arguments: Arguments) throws(HostError) -> ControlRequest {
        let action = arguments.operands[0]
        let rest = Array(arguments.operands.dropFirst())
        func takes(_ names: [String], optional: Int = 0) throws(HostError) {
            guard rest.count >= names.count - optional, rest.count <= names.count else {
                let usage = names.enumerated().map {
                    $0.offset < names.count - optional ? $0.element : "[\($0.element)]"
                }
                throw HostError(.usage, "usage: sluice ctl \(([action] + usage).joined(separator: " "))")
            }
        }
        var members = JSONObject()
        switch action {
        case "status", "drain": try takes([])
        case "apply":
            try takes(["FILE"], optional: 1)
            if let file = rest.first { members["file"] = .string(absolute(file)) }
            if arguments.has("dry-run") { members["dry_run"] = true }
        case "swap":
            try takes(["STAGE", "LIBRARY"], optional: 1)
            members["stage"] = .string(rest[0])
            if rest.count > 1 { members["library"] = .string(absolute(rest[1])) }
        case "set":
            try takes(["STAGE", "KEY", "VALUE"])
            members = ["stage": .string(rest[0]), "key": .string(rest[1]), "value": value(rest[2])]
        case "add-stream":
            try takes(["NAME", "URI"])
            members = ["name": .string(rest[0]), "uri": .string(uri(rest[1]))]
            if let like = arguments.text("like") { members["like"] = .string(like) }
        case "remove-stream":
            try takes(["NAME"])
            members["name"] = .string(rest[0])
        default:
            let names = ["status", "apply", "swap", "set", "add-stream", "remove-stream", "drain"]
            let nearest = Nearest.name(to: action, among: names).map { "did you mean \($0)?" }
            throw HostError(
                .usage, "ctl has no action '\(action)'; \(nearest ?? "there are \(names.joined(separator: ", "))")")
        }
        return ControlRequest(action, members)
    }

    /// The host may stand in another folder.
    private static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let here = getcwd(nil, 0) else { return path }
        defer { free(here) }
        return String(cString: here) + "/" + path
    }

    private static func uri(_ text: String) -> String {
        text.hasPrefix("file:") && !text.hasPrefix("file:/") ? "file:" + absolute(String(text.dropFirst(5))) : text
    }

    /// A number or truth value when it reads as one, else a text.
    private static func value(_ text: String) -> JSONValue {
        if let value = try? JSONValue.parse(text) { return value }
        return .string(text)
    }
}
