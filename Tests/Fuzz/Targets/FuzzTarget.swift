/// Something that reads what comes from outside: bytes go in; an error of its own kind or success comes out, and nothing
/// else: no crash, no hang, no memory without bound.
struct FuzzTarget: Sendable {
    /// Its name, as the driver and the folders of inputs know it.
    let name: String
    /// Sound inputs to begin with.
    let seeds: @Sendable () -> [[UInt8]]
    /// Words that its inputs are made of.
    let words: [String]
    /// Reads an input.
    /// - Returns: What is wrong with what came out, `nil` for nothing. Crashes speak for themselves.
    let run: @Sendable ([UInt8]) -> String?

    static let all: [FuzzTarget] = [.graph, .manifest, .worker, .control, .models, .recording]

    static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}
