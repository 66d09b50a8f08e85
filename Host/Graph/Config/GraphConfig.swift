import HostCore

/// A graph as its files say it: read, merged, checked for grammar, with the place of everything; not yet checked against
/// any stage.
public struct GraphConfig: Sendable {
    /// The most bytes a graph file may have.
    public static let sizeLimit_bytes = 1 << 20
    /// The most values a graph may have, aliases and included files counted.
    public static let nodeLimit = 100_000

    /// The graph file, as the user named it.
    public let file: String
    /// All files that were read, included ones too.
    public let files: [String]
    /// The graph's name; the file's name without its ending when it has none.
    public let name: String
    /// Folders and files to look for plugins in, resolved, with the place that names each.
    public let plugins: [Located<String>]
    /// The only plugin files that may be loaded, and where the list stands; `nil` when there is no list.
    public let allowedPlugins: Located<[AllowedPlugin]>?
    /// How many threads share the tasks without a thread of their own; `nil` for one per core.
    public let threads: Int?
    /// Where edges begin whose items a recording keeps; empty for what its streams and source stages give.
    public let record: [Located<String>]
    /// Whether a recording feeds it: then nothing is dropped, and nothing waits for the time to pass.
    let isReplay: Bool
    /// What is wrong with the files. Validation reports these again with its own.
    public let findings: [Finding]

    let pluginDefaults: [PluginDefault]
    let streams: [StreamDeclaration]
    let stages: [StageDeclaration]
    /// The names of streams and stages whose declarations could not be read: whoever uses them is not to blame.
    let brokenNames: Set<String>

    /// What the stages of the graph say under `use:`, in the order of the file, each once.
    public var uses: [String] {
        var seen: Set<String> = []
        return stages.compactMap { $0.use?.value }.filter { seen.insert($0).inserted }
    }

    /// The stages that name a stream in a plain `from:`, and all that each of them names there.
    public func consumers(of stream: String) -> [(stage: String, from: [String])] {
        stages.compactMap { stage in
            guard let ports = stage.from?.ports, ports.count == 1, let only = ports.first, only.port == nil,
                only.source.join == nil
            else { return nil }
            let names = only.source.references.map(\.value)
            return names.contains(stream) ? (stage.name, names) : nil
        }
    }

    /// Whether a stream is a `gst:` pipeline, which a graph from elsewhere may only have when the user allows it.
    public var gstStreams: [Located<String>] { streams.compactMap(\.gst) }
}
