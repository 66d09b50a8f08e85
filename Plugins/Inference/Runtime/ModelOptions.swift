import InferenceDecoders
import PluginSDK

/// How a model is to be run.
public struct ModelOptions: Sendable {
    /// How exact the arithmetic is.
    public enum Precision: String, SettingChoice {
        /// As the model says: 32-bit floats stay such.
        case full
        /// bfloat16 where the processor computes it, else as `full`: 8 bits of precision, about a quarter faster.
        case bf16
    }

    /// Threads that compute, all requests together; 0 for one to each core.
    public var threads = 1
    /// Requests that run at the same time.
    public var requests = 1
    /// How exact the arithmetic is.
    public var precision = Precision.full
    /// Shapes of inputs, by name: for models that leave a length open, and to change one, such as the batch.
    public var shapes: [String: TensorShape] = [:]
    /// Names of inputs `[batch, channels, height, width]` that may be filled as `[batch, height, width, channels]`, the
    /// order in which the runtime computes: it turns the others round first, which costs a light model 3 to 8 % of its
    /// time. With bfloat16 it copies them in any case, and nothing is gained. ``Model/isInterleaved`` tells what came of it.
    public var interleaved: Set<String> = []
    /// Folder for compiled models, so that the next start takes less time; `nil` to compile each time.
    public var cacheFolder: String?

    /// One thread, one request, full precision.
    public init() {}

    /// Properties as the runtime names them. Threads are never pinned to cores: the host's own run there too.
    var properties: [(key: String, value: String)] {
        var list = [
            ("NUM_STREAMS", String(max(1, requests))), ("ENABLE_CPU_PINNING", "NO"),
            ("INFERENCE_PRECISION_HINT", precision == .bf16 ? "bf16" : "f32"),
        ]
        if threads > 0 { list.append(("INFERENCE_NUM_THREADS", String(threads))) }
        if let cacheFolder { list.append(("CACHE_DIR", cacheFolder)) }
        return list
    }
}
