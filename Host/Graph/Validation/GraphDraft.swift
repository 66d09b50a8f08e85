import HostCore

/// A graph on its way through validation: first its stages as written, then the nodes and edges that come of them.
struct GraphDraft {
    static let streamLimit = 1024
    static let stageLimit = 4096
    static let nodeLimit = 16384

    let config: GraphConfig
    let catalogue: StageCatalogue
    let files: any FileReader
    /// Whether the host can run stages in worker processes.
    let hasWorkers: Bool
    let log: FindingLog

    var stages: [DraftStage]
    /// Stages, each behind those that feed it.
    var order: [Int] = []
    var nodes: [DraftNode] = []
    var edges: [DraftEdge] = []
    var tasks: [[Int]] = []
    /// Names that an added node must not take.
    var names: Set<String>
    /// The pixel format that each stream is asked for.
    var streamFormats: [PixelFormat]

    init(
        config: GraphConfig, catalogue: StageCatalogue, files: any FileReader, hasWorkers: Bool, log: FindingLog
    ) {
        self.config = config
        self.catalogue = catalogue
        self.files = files
        self.hasWorkers = hasWorkers
        self.log = log
        stages = config.stages.map { DraftStage(declaration: $0) }
        names = Set(config.stages.map(\.name))
        streamFormats = Array(repeating: .i420, count: config.streams.count)
    }

    var streams: [StreamDeclaration] { config.streams }

    mutating func checkCounts() {
        if streams.count > Self.streamLimit {
            log.error(
                "too-many-streams", "the graph has \(streams.count) streams, and \(Self.streamLimit) are the most",
                remedy: "split it into several graphs", at: streams[Self.streamLimit].site)
        }
        if stages.count > Self.stageLimit {
            log.error(
                "too-many-stages", "the graph has \(stages.count) stages, and \(Self.stageLimit) are the most",
                remedy: "split it into several graphs", at: stages[Self.stageLimit].declaration.site)
            stages.removeLast(stages.count - Self.stageLimit)
        }
    }
}

/// A stage as written, with what validation learns of it.
struct DraftStage {
    var declaration: StageDeclaration
    var entry: StageCatalogue.Entry?
    var settings: JSONValue = [:]
    /// What takes its place when its worker fails too often.
    var successor: StageCatalogue.Entry?
    var successorSettings: JSONValue = [:]
    var inputs: [DraftInput] = []
    /// Whether some input could not be understood, so that what is missing is no second finding.
    var isBroken = false
    /// The streams that reach it; source stages count from the number of streams on.
    var origins: Set<Int> = []
    /// With `for_each: streams`, the streams for which there is one.
    var instanceStreams: [Int] = []

    var name: String { declaration.name }
    var manifest: StageManifest? { entry?.manifest }
}

/// What feeds one input port of a stage.
struct DraftInput {
    /// The port's number; `nil` when the stage is unknown.
    let port: Int?
    var references: [DraftReference]
    let join: SyncDeclaration?
    let site: Site
}

/// A name in `from:`, found.
struct DraftReference {
    enum Target: Hashable {
        case stream(Int)
        /// An output port of a stage; the port is `nil` when the stage is unknown.
        case stage(Int, port: Int?)
    }

    let target: Target
    let text: String
    let site: Site
}

/// A node to be.
struct DraftNode {
    let name: String
    /// The stage it comes from; `nil` for what the host adds.
    let stage: Int?
    let kind: NodePlan.Kind
    let inputs: [PortManifest]
    let outputs: [PortManifest]
    var configuration: JSONValue
    let site: Site
    var inputKinds: [ItemKind?]
    var outputKinds: [ItemKind?]
    var inputFormats: [PixelFormat?]
    var outputFormats: [PixelFormat?]
    var task = 0

    init(
        name: String, stage: Int?, kind: NodePlan.Kind, inputs: [PortManifest], outputs: [PortManifest],
        configuration: JSONValue = [:], site: Site
    ) {
        self.name = name
        self.stage = stage
        self.kind = kind
        self.inputs = inputs
        self.outputs = outputs
        self.configuration = configuration
        self.site = site
        inputKinds = Array(repeating: nil, count: inputs.count)
        outputKinds = Array(repeating: nil, count: outputs.count)
        inputFormats = Array(repeating: nil, count: inputs.count)
        outputFormats = Array(repeating: nil, count: outputs.count)
    }

    var manifest: StageManifest? { if case .stage(let entry) = kind { entry.manifest } else { nil } }

    /// The input that a `same` output takes after.
    func input(behind output: Int) -> Int? {
        guard case .same(let name) = outputs[output].content else { return nil }
        return inputs.firstIndex { $0.name == name }
    }
}

/// An edge to be.
struct DraftEdge {
    var from: EdgePlan.Source
    var to: Int
    var port: Int
    let site: Site
    /// The stage whose `queue:` bounds this edge; `nil` for edges that the host adds.
    let consumer: Int?
    /// The name under `from:`.
    let text: String
    /// Whether producer and consumer do not fit, which has been reported.
    var isBroken = false
    var kind: ItemKind?
    var format: PixelFormat?
    var lumaView = false
    var fused = false
    var queue: QueuePlan?
    var needsProgress = false
    var streams: Set<Int> = []
    var isLive = false
}
