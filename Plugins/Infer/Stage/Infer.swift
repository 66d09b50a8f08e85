import Glibc
import Inference
import InferenceDecoders
import PluginSDK
import SluiceVision

/// Runs a model on frames, on regions of frames, or on tensors, and turns what it gives into regions, scores, records,
/// masks and tensors.
///
/// A call takes the items that the host has gathered, makes pictures of them (one for each frame, or for each region),
/// and runs these in passes of `batch_size`, with `requests` passes at the same time: while one is computed the next
/// picture is prepared. Results are read in the order of the pictures, and items leave in the order in which they came.
public struct Infer: Stage, ~Copyable {
    /// One input of anything, three outputs, state by stream.
    public static let manifest = StageManifest(
        id: "io.sluice.infer", summary: "Runs a neural network and decodes its outputs.",
        inputs: [.any("in", "Frames in any format, with regions where the model looks at these; or tensors.")],
        outputs: [
            .same(
                "out", as: "in", "The same items: frames with what was found, then records of classes and embeddings."),
            .tensors("tensors", "The tensors of raw heads."),
            .frames("masks", [.gray8], "The pictures of mask heads, which know where in the frame they lie."),
        ],
        state: .stream, maxOutputs: 4096, scores: ["HEAD.LABEL"], records: ["sluice.classes", "sluice.embedding"],
        batchKey: "gather")

    let settings: InferSettings
    let model: Model
    let plan: FeedPlan
    let pool: RequestPool
    var heads: [Head]
    var fills: FillPool
    let state: StateStore
    let types: (classes: Name, embedding: Name)
    /// Labels of the regions that are looked at; empty for all.
    let regionLabels: [Name]

    /// The pictures of a call, and the passes that are under way.
    var pictures: [Picture] = []
    var passes = PassRing()
    var findings = Findings()
    var detections: Detections
    /// What the head that is read gives: classes, or a vector.
    var ranked: [ClassScores.Ranked] = []
    var vector: [Float] = []

    /// Opens the model and runs it once on an empty picture: what it cannot do shows here, not at the first frame.
    /// - Throws: `missing` without model or runtime, `unsupported` for what the runtime does not have, `configuration` for
    ///   settings that do not fit the model.
    public init(settings: InferSettings, context: StageContext) throws(StageError) {
        let ready = try ReadyModel(settings, context)
        self.settings = settings
        model = ready.model
        plan = ready.plan
        pool = ready.pool
        heads = ready.heads
        state = ready.state
        fills = FillPool(ready.plan)
        regionLabels = (ready.plan.pictures.first?.settings.labels ?? []).map { context.intern($0) }
        types = (context.intern("sluice.classes"), context.intern("sluice.embedding"))
        detections = Detections(pointsPerBox: ready.heads.map(\.pointsPerBox).max() ?? 0)
    }

    /// How many items are wanted in a call.
    public var batching: BatchPolicy? {
        BatchPolicy(maxItems: settings.gather, maxWait_ns: Int64(settings.gatherWait_ms * 1e6))
    }

    /// A stream begins without state.
    public mutating func begin(_ stream: StreamInfo, port: Int, to output: Output) throws(StageError) {
        state.forget(stream.stream)
    }

    /// Forgets the stream's state.
    public mutating func end(stream: UInt32, port: Int, to output: Output) throws(StageError) { state.forget(stream) }

    /// Forgets state.
    public mutating func reset(stream: UInt32?) { state.forget(stream) }

    /// Runs the model on the items of a call.
    public mutating func process(batch: ItemBatch, to output: Output) throws(StageError) {
        pictures.removeAll(keepingCapacity: true)
        findings.removeAll()
        for position in batch.indices { choose(position, batch) }
        try run(batch, output)
        for position in batch.indices where !batch.hasFailed(position) {
            do throws(StageError) {
                try findings.emit(position, batch[position], to: output)
            } catch {
                batch.fail(position, error)
            }
        }
    }

}
