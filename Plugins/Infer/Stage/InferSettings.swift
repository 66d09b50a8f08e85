import Inference
import PluginSDK

/// What `infer` can be told.
public struct InferSettings: StageSettings {
    /// Name in the catalogue, or path.
    public var model = ""
    /// What the inputs are made of.
    public var inputs = [InputSettings()]
    /// What the outputs mean.
    public var heads: [HeadSettings] = [HeadSettings()]
    /// Tensors that are carried from frame to frame.
    public var state: [StateSettings] = []
    /// Threads.
    public var threads = 1
    /// Requests in flight.
    public var requests = 1
    /// How exact the arithmetic is.
    public var precision = ModelOptions.Precision.full
    /// Pictures in one pass.
    public var batchSize = 1
    /// Items in one call.
    public var gather = 1
    /// How long the first of them waits.
    public var gatherWait_ms = 0.0
    /// Of how many frames one is looked at.
    public var everyNthFrame = 1
    /// Folder for compiled models.
    public var cacheFolder: String?

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<InferSettings>(
        .init(
            "model", \.model, "Name in the catalogue (sluice models list), or path of an .onnx file or OpenVINO .xml.",
            .model, .required),
        .init("inputs", \.inputs, "What each input of the model is made of; those that carry state need no entry."),
        .init("heads", \.heads, "What the outputs mean; one forward pass serves all."),
        .init("state", \.state, "Tensors that an output gives and an input takes at the stream's next frame."),
        .init("threads", \.threads, 0...1024, "Threads that compute, all requests together; 0: one for each core."),
        .init("requests", \.requests, 1...64, "Pictures or batches that are computed side by side; order is kept."),
        .init("precision", \.precision, "full, or bf16: less exact and faster where the processor computes it."),
        .init("batch_size", \.batchSize, 1...256, "Pictures in one forward pass; the model must allow it."),
        .init("gather", \.gather, 1...256, "Most items, of one or of many streams, that are taken together."),
        .init(
            "gather_wait_ms", \.gatherWait_ms, 0...10_000,
            "Longest time that the first of them waits for the others; 0: what has arrived is taken."),
        .init(
            "every_nth_frame", \.everyNthFrame, 1...10_000,
            "Look at the frames whose number this divides; the others pass as they are."),
        .init(
            "cache_folder", \.cacheFolder, "Folder for compiled models, so that the next start is faster; null: none.",
            .writesPath))

    /// Checks one key against another.
    public func validate() throws(StageError) {
        try checkCounts()
        if !state.isEmpty, batchSize > 1 {
            throw StageError(
                .configuration, "batch_size: \(batchSize) pictures in one pass cannot each carry state; use requests")
        }
        if !state.isEmpty, inputs.contains(where: { $0.from == .regions }) {
            throw StageError(
                .configuration, "state: a stream carries it from frame to frame, not from region to region")
        }
        if heads.isEmpty { throw StageError(.configuration, "heads: at least one is needed; raw gives the tensors") }
    }

    /// What memory is laid out by, for hosts that do not hold values against the schema.
    private func checkCounts() throws(StageError) {
        let counts = [
            ("requests", requests, 64), ("batch_size", batchSize, 256), ("gather", gather, 256),
            ("every_nth_frame", everyNthFrame, 10_000),
        ]
        for (key, value, most) in counts where value < 1 || value > most {
            throw StageError(.configuration, "\(key): \(value) is outside 1 to \(most)")
        }
        guard threads >= 0, threads <= 1024 else {
            throw StageError(.configuration, "threads: \(threads) is outside 0 to 1024")
        }
    }
}
