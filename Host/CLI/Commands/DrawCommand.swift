import HostCore
import HostGraph
import HostLoading

/// `sluice draw`.
enum DrawCommand: Command {
    private static let output = OptionSpec(
        "output", short: "o", .text("FILE"), "Where the drawing goes; the standard output unless given.")

    static let spec = CommandSpec(
        name: "draw", summary: "Draws a graph as SVG.", operands: [.init("GRAPH", "The graph file.")],
        options: [output] + CommonOptions.graph,
        examples: [.init("sluice draw door.yaml -o door.svg", "draws streams, stages, tasks, formats and queues")],
        statuses: [.done, .failed, .wrong, .missing])

    static func run(_ arguments: Arguments) throws(HostError) -> ExitStatus {
        let session = try GraphSession(arguments, mode: .scan)
        guard let graph = session.graphOrReport() else { return session.status }
        let drawing = GraphDrawing.svg(graph)
        if let path = arguments.text(output.name), path != "-" {
            try OutputFile.write(drawing, to: path, for: "the drawing")
        } else {
            try Console.out(drawing)
        }
        return .done
    }
}
