/// Where something is wrong: a place in a file, the stage it belongs to, the plugin it came from. All parts may be absent.
public struct Site: Sendable, Hashable, CustomStringConvertible {
    /// Path of the file as the user named it; empty when the place is in no file.
    public var file: String
    /// Line from 1; 0 when unknown.
    public var line: Int
    /// Column from 1, in characters; 0 when unknown.
    public var column: Int
    /// Name of the stage or stream in the graph.
    public var stage: String?
    /// File name of the plugin.
    public var plugin: String?

    /// A place; leave out what is not known.
    public init(file: String = "", line: Int = 0, column: Int = 0, stage: String? = nil, plugin: String? = nil) {
        self.file = file
        self.line = line
        self.column = column
        self.stage = stage
        self.plugin = plugin
    }

    /// The same place, said to belong to the given stage.
    public func naming(stage: String) -> Site {
        var copy = self
        copy.stage = stage
        return copy
    }

    /// `file:line:column`, as far as known; else the stage or the plugin.
    public var description: String {
        guard !file.isEmpty else { return stage ?? plugin ?? "" }
        guard line > 0 else { return file }
        return column > 0 ? "\(file):\(line):\(column)" : "\(file):\(line)"
    }

    /// Whether this place stands before another: by file, line, column.
    public static func precedes(_ a: Site, _ b: Site) -> Bool {
        (a.file, a.line, a.column) < (b.file, b.line, b.column)
    }
}
