import HostControl
import HostCore
import HostGraph
import HostRuntime

/// Does what `sluice ctl` and SIGHUP ask of a run. Control thread.
final class ControlDesk {
    private let server: ControlServer?
    private let graph: RunningGraph
    private let streams: StreamSet
    private let editor: GraphEditor
    private let screen: Screen
    private var reloads = Interrupts.shared.reloadCount
    /// Somebody asked for a clean end.
    private(set) var isDraining = false

    /// Listens, unless the user does not want it. Where nobody asked for a certain socket, one that cannot be made is told
    /// and does not stop the run.
    init(
        _ settings: RunSettings, _ graph: RunningGraph, _ streams: StreamSet, _ editor: GraphEditor, screen: Screen
    ) throws(HostError) {
        (self.graph, self.streams, self.editor, self.screen) = (graph, streams, editor, screen)
        guard settings.hasControl else {
            server = nil
            return
        }
        let path = settings.control ?? ControlPlace.socket(for: graph.plan.name)
        do throws(HostError) {
            let made = try ControlServer(path: path) { graph.wake() }
            made.start()
            server = made
        } catch {
            if settings.control != nil { throw error }
            screen.line("sluice: warning: \(error.message)")
            server = nil
        }
    }

    func close() { server?.stop() }

    /// Does all that waits, and looks after the last edit.
    func serve(_ statistics: () -> RunStatistics) {
        editor.watch(graph, streams)
        if Interrupts.shared.reloadCount != reloads {
            reloads = Interrupts.shared.reloadCount
            reload()
        }
        while let pending = server?.next() {
            do throws(HostError) {
                server?.answer(pending, ControlAnswer.ok(try handle(pending.request, statistics)))
            } catch {
                server?.answer(pending, ControlAnswer.refused(error))
            }
        }
    }

    private func reload() {
        do throws(HostError) {
            let lines = try editor.edit(graph, streams) { _ in }
            screen.line(
                lines.isEmpty ? "sluice: the graph file says what runs already" : "sluice: the graph was changed:")
            for line in lines { screen.line("  \(line)") }
        } catch {
            screen.line("sluice: error: the graph stays as it was: \(error)")
        }
    }

    private func handle(_ request: ControlRequest, _ statistics: () -> RunStatistics) throws(HostError) -> JSONObject {
        switch request.name {
        case "status": return StatisticsJSON.live(statistics(), editor.plan)
        case "apply": return try apply(request)
        case "swap": return try swap(request)
        case "set": return try set(request)
        case "add-stream": return try addStream(request)
        case "remove-stream": return try removeStream(request)
        case "drain":
            isDraining = true
            return JSONObject()
        default:
            let names = ["status", "apply", "swap", "set", "add-stream", "remove-stream", "drain"]
            let nearest = Nearest.name(to: request.name, among: names).map { "did you mean \($0)?" }
            throw HostError(
                .usage,
                "a host knows no request '\(request.name)'; \(nearest ?? "there are \(names.joined(separator: ", "))")")
        }
    }

    private func apply(_ request: ControlRequest) throws(HostError) -> JSONObject {
        let file = request.members["file"]?.stringValue
        let isTrial = request.members["dry_run"] == true
        return changes(
            try edit(isTrial: isTrial) { recipe throws(HostError) in
                if let file { recipe.file = file }
                // The file is the truth again: what was asked for since is forgotten.
                recipe.overrides = []
                recipe.removedStreams = []
                recipe.libraries = []
            })
    }

    private func swap(_ request: ControlRequest) throws(HostError) -> JSONObject {
        let stage = try request.text("stage")
        let library = request.members["library"]?.stringValue
        let names = editor.plan.nodes.filter { $0.name == stage || $0.stageName == stage }.map(\.name)
        guard !names.isEmpty else { throw unknown(stage) }
        return changes(
            try edit(renewed: library == nil ? Set(names) : []) { recipe throws(HostError) in
                if let library { recipe.libraries = [library] + recipe.libraries.filter { $0 != library } }
            })
    }

    private func set(_ request: ControlRequest) throws(HostError) -> JSONObject {
        let stage = try request.text("stage")
        let key = try request.text("key")
        guard let value = request.members["value"] else {
            throw HostError(.usage, "the request 'set' needs the member \"value\"")
        }
        try graph.set(stage: stage, key: key, value: value)
        return changes(["~ stage \(stage): \(key)"])
    }

    private func addStream(_ request: ControlRequest) throws(HostError) -> JSONObject {
        let name = try request.text("name")
        let uri = try request.text("uri")
        guard !editor.plan.streams.contains(where: { $0.name == name }) else {
            throw HostError(.usage, "the graph has a stream '\(name)' already; choose another name")
        }
        let model = request.members["like"]?.stringValue ?? editor.plan.streams.first?.name ?? ""
        var overrides = ["streams.\(name).uri=\(JSONValue.quote(uri))"]
        // What can go faster than life goes as fast as its model.
        if uri.hasPrefix("file:") || uri.hasPrefix("test:"),
            let pace = editor.plan.streams.first(where: { $0.name == model })?.pace
        {
            overrides.append("streams.\(name).pace=\(pace.rawValue)")
        }
        for (stage, from) in try editor.consumers(of: model) {
            overrides.append("stages.\(stage).from=[\((from + [name]).joined(separator: ", "))]")
        }
        return changes(try edit { recipe throws(HostError) in recipe.overrides += overrides })
    }

    private func removeStream(_ request: ControlRequest) throws(HostError) -> JSONObject {
        let name = try request.text("name")
        guard editor.plan.streams.contains(where: { $0.name == name }) else {
            let names = editor.plan.streams.map(\.name)
            let nearest = Nearest.name(to: name, among: names).map { "did you mean '\($0)'?" }
            throw HostError(
                .usage, "the graph has no stream '\(name)'; \(nearest ?? "it has \(names.joined(separator: ", "))")")
        }
        var overrides: [String] = []
        for (stage, from) in try editor.consumers(of: name) {
            overrides.append("stages.\(stage).from=[\(from.filter { $0 != name }.joined(separator: ", "))]")
        }
        return changes(
            try edit { recipe throws(HostError) in
                recipe.overrides.removeAll { $0.hasPrefix("streams.\(name).") }
                recipe.overrides += overrides
                recipe.removedStreams.insert(name)
            })
    }

    private func edit(
        renewed: Set<String> = [], isTrial: Bool = false, _ change: (inout GraphRecipe) throws(HostError) -> Void
    ) throws(HostError) -> [String] {
        let lines = try editor.edit(graph, streams, renewed: renewed, isTrial: isTrial, change)
        if !isTrial, !lines.isEmpty {
            screen.line("sluice: the graph was changed:")
            for line in lines { screen.line("  \(line)") }
        }
        return lines
    }

    private func changes(_ lines: [String]) -> JSONObject {
        JSONObject([("changes", .array(lines.map(JSONValue.string)))])
    }

    private func unknown(_ stage: String) -> HostError {
        let names = editor.plan.nodes.map(\.name)
        let nearest = Nearest.name(to: stage, among: names).map { "did you mean '\($0)'?" }
        return HostError(
            .usage, "the graph has no stage '\(stage)'; \(nearest ?? "it has \(names.joined(separator: ", "))")")
    }
}
