import HostCore
import HostGraph
import HostIsolation
import HostLoading
import HostRuntime

/// Makes the graph of a run what its file, and what was asked for since, say it should be. Control thread.
final class GraphEditor {
    private(set) var plan: ValidatedGraph
    private var catalogue: PluginCatalogue
    private var recipe: GraphRecipe
    private let screen: Screen
    private let workers: IsolatedStages
    private let replay: ReplaySession?

    init(
        _ plan: ValidatedGraph, _ catalogue: PluginCatalogue, _ recipe: GraphRecipe, workers: IsolatedStages,
        screen: Screen, replay: ReplaySession?
    ) {
        self.workers = workers
        self.replay = replay
        self.plan = plan
        self.catalogue = catalogue
        self.recipe = recipe
        self.screen = screen
    }

    /// Loads the library of a stage.
    var opener: RunningGraph.OpenStage { opener(catalogue) }

    private func opener(_ catalogue: PluginCatalogue) -> RunningGraph.OpenStage {
        let opener = StageOpener(catalogue, workers: workers)
        let replay = replay
        return { opening throws(HostError) in
            if let table = try replay?.table(opening) { return table }
            return try opener.open(opening)
        }
    }

    /// Changes the recipe, and the running graph with it.
    /// - Parameters:
    ///   - renewed: Stages to make anew although nothing about them changes.
    ///   - isTrial: Only says what would change.
    /// - Returns: A line for each change.
    /// - Throws: Why nothing has changed.
    func edit(
        _ graph: RunningGraph, _ streams: StreamSet, renewed: Set<String> = [], isTrial: Bool = false,
        _ change: (inout GraphRecipe) throws(HostError) -> Void
    ) throws(HostError) -> [String] {
        var changed = recipe
        try change(&changed)
        let (wanted, known) = try changed.plan()
        let libraries = changedLibraries(known)
        let difference = GraphDifference(from: plan, to: wanted, changedLibraries: libraries, renewed: renewed)
        let lines = difference.lines(from: plan, to: wanted)
        if isTrial || difference.isEmpty {
            if !isTrial { recipe = changed }
            return lines
        }
        try graph.edit(to: wanted, changedLibraries: libraries, renewed: renewed, open: opener(known))
        changed.forgetHidden(known.stages)
        (recipe, plan, catalogue) = (changed, wanted, known)
        try streams.follow(graph)
        return lines
    }

    /// Plugins whose file is another one than that which runs.
    private func changedLibraries(_ known: PluginCatalogue) -> Set<String> {
        Set(
            plan.nodes.compactMap { node in
                guard case .stage(let entry) = node.kind, let old = catalogue.library(at: entry.library),
                    let new = known.library(at: entry.library), old.buildID != new.buildID
                else { return nil }
                return entry.library
            })
    }

    /// Looks after the last edit.
    func watch(_ graph: RunningGraph, _ streams: StreamSet) {
        do throws(HostError) {
            guard case .takenBack(let stage, let reason) = try graph.judgeEdit(open: opener) else { return }
            plan = graph.plan
            try streams.follow(graph)
            screen.line(
                "sluice: error: stage \(stage) failed within its first items and the graph is what it was before: \(reason)"
            )
        } catch {
            screen.line("sluice: error: the last change of the graph cannot be taken back: \(error)")
        }
    }

    /// What the recipe's file says of a stream's consumers.
    func consumers(of stream: String) throws(HostError) -> [(stage: String, from: [String])] {
        try recipe.consumers(of: stream)
    }
}
