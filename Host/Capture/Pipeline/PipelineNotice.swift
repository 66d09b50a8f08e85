/// What a pipeline tells the thread that controls it.
enum PipelineNotice: Sendable {
    /// All frames were delivered.
    case end
    /// The sink wants no more.
    case enough
    case error(code: Int32, element: String, message: String, debug: String)
    /// No element or decoder for what came.
    case missing(kind: String, detail: String, words: String)
    /// All streams are known and none is video; `other` is one of them.
    case noVideo(other: String)
    /// The source was told to stop.
    case stop
}
