import HostCore

/// A key of graph files: its name, its JSON Schema, and what it is for.
struct GrammarKey: Sendable {
    let name: String
    let schema: JSONValue

    init(_ name: String, _ schema: JSONValue, _ description: String) {
        self.name = name
        var object = schema.objectValue ?? JSONObject()
        object["description"] = .string(description)
        self.schema = .object(object)
    }
}

/// The keys of graph files, level by level. The reader knows no others; `sluice schema` is made from the same lists.
enum GrammarKeys {
    private static let text: JSONValue = ["type": "string"]
    private static let flag: JSONValue = ["type": "boolean"]
    private static let duration: JSONValue = ["type": "string", "pattern": "^[0-9.]+(ns|us|ms|s|m|h)$"]
    private static let texts: JSONValue = ["type": ["string", "array"], "items": ["type": "string"]]

    private static let sum: JSONValue = ["type": "string", "pattern": "^[0-9a-fA-F]{64}$"]
    private static let allowedSchema: JSONValue = [
        "type": "object", "additionalProperties": ["anyOf": [sum, ["type": "array", "items": sum, "minItems": 1]]],
    ]

    private static func choice<Choice: CaseIterable & RawRepresentable<String>>(_ type: Choice.Type) -> JSONValue {
        ["type": "string", "enum": .array(type.allCases.map { .string($0.rawValue) })]
    }

    /// Names of streams and stages.
    static let namePattern = "^[A-Za-z][A-Za-z0-9_-]*$"

    static let root = [
        GrammarKey("sluice", ["const": 1], "The grammar of the file: 1."),
        GrammarKey("name", text, "The graph's name in reports; the file's name when left out."),
        GrammarKey("include", texts, "Files that are merged under this one; paths relative to this file."),
        GrammarKey(
            "plugins", ["type": ["string", "array"]],
            "Folders and files to look for plugins in, relative to this file; {path: FOLDER, isolation: process} also says where their stages run."
        ),
        GrammarKey(
            "allow_plugins", allowedSchema,
            "The only plugin files that may be loaded: a name for each and the SHA-256 of its content, or a list of several builds. Without this key all that are found may be."
        ),
        GrammarKey(
            "threads", ["type": "integer", "minimum": 1, "maximum": 1024],
            "Threads that the tasks share; one per core when left out."),
        GrammarKey(
            "record", texts,
            "What 'sluice run --record' keeps: names of streams and of outputs of stages; what streams and source stages give when left out."
        ),
        GrammarKey("streams", ["type": "object"], "Where pictures come from, by name."),
        GrammarKey("stages", ["type": "object"], "What is done with them, by name."),
    ]

    static let stream = [
        GrammarKey("uri", text, "file:PATH, rtsp://…, v4l2:/dev/video0 or test:."),
        GrammarKey("gst", text, "A GStreamer pipeline that ends in raw video."),
        GrammarKey("camera", text, "The camera's model."),
        GrammarKey("labels", ["type": "object"], "Free labels that stages and records see."),
        GrammarKey(
            "pace", choice(StreamPlan.Pace.self),
            "Read a source that is not live at its own speed, or as fast as the graph goes."),
        GrammarKey("give_up", duration, "How long a lost source is tried again, such as 10m; for ever when left out."),
        GrammarKey("live", flag, "Whether a gst: or test: source comes in its own time and cannot wait."),
        GrammarKey(
            "health", flag, "Whether the stream carries records about its source; those of live sources do unless told."
        ),
    ]

    static let stage =
        [
            GrammarKey("use", text, "The stage: its id, the last part of it, or either with @MAJOR."),
            GrammarKey(
                "from", ["type": ["string", "array", "object"]],
                "The stream or stage it takes items from, a list to merge different streams, {join: [a, b]} to pair branches of one stream, or one source for each named input."
            ),
            GrammarKey("with", ["type": "object"], "The stage's own settings."),
            GrammarKey("queue", ["type": ["object", "integer", "string"]], "The bound of the edges that come in."),
            GrammarKey(
                "instances", ["type": "integer", "minimum": 1, "maximum": 256],
                "How many run side by side; their output is put back in order."),
            GrammarKey(
                "isolation", isolationSchema,
                "Run it in the host, or in a worker process, so that its crash costs only what it was at."),
            GrammarKey(
                "group", text,
                "With isolation: process, the nodes that share a worker; 'library' for all of one library."),
            GrammarKey("on_error", choice(NodePlan.ErrorPolicy.self), "What follows when it fails on an item."),
            GrammarKey("for_each", ["type": "string", "enum": ["streams"]], "Make one for each stream."),
            GrammarKey("fuse", flag, "false gives it a task of its own."),
            GrammarKey(
                "threads", choice(NodePlan.ThreadChoice.self),
                "Give its task a thread of its own, or let it share the fixed set."),
        ] + pairing

    private static let isolationSchema: JSONValue = ["type": ["string", "object"]]

    static let isolation = [
        GrammarKey(
            "process", text, "Who shares the worker: a name; 'library' for all of one library; nobody when left out."),
        GrammarKey("deadline", duration, "How long one call may take before the worker counts as hung; 10s."),
        GrammarKey(
            "memory", ["type": "string", "pattern": "^[0-9]+(kB|MB|GB)$"],
            "The most memory of its own that the worker may have, such as 512MB; no bound when left out."),
        GrammarKey(
            "cpu", ["type": "string", "pattern": "^[0-9]+%$"],
            "The most time of processors that the worker may take over ten seconds, in shares of one; no bound when left out."
        ),
        GrammarKey("save_every", duration, "How old a saved state may get; 1s."),
        GrammarKey("grants", texts, "What the sandbox allows the worker beyond the rule."),
        GrammarKey("on_crash", ["type": ["string", "object"]], "What follows when the worker fails too often."),
    ]

    static let onCrash = [
        GrammarKey("after", ["type": "integer", "minimum": 1, "maximum": 1000], "So many failures are too many; 5."),
        GrammarKey("within", duration, "Within this time; 60s."),
        GrammarKey(
            "do", ["type": "string", "enum": ["skip", "stop", "replace"]],
            "Go on without the stage, end the run, or put another stage in its place."),
        GrammarKey("by", ["type": "object"], "With do: replace, the other stage: {use: STAGE, with: {…}}."),
    ]

    static let successor = [
        GrammarKey("use", text, "The stage."), GrammarKey("with", ["type": "object"], "Its settings."),
    ]

    static let pluginPlace = [
        GrammarKey("path", text, "A folder or file, relative to this file."),
        GrammarKey("isolation", isolationSchema, "Where its stages run when they do not say it themselves."),
    ]

    static let pairing = [
        GrammarKey(
            "sync", choice(JoinPlan.Sync.self),
            "How the items of several inputs are paired: by the captured frame, by capture time, or not at all."),
        GrammarKey("within", duration, "With sync: time, how far apart two capture times may lie."),
        GrammarKey("wait", duration, "How long to wait for the other branches once one has an item."),
    ]

    static let join =
        [GrammarKey("join", ["type": "array", "items": ["type": "string"], "minItems": 2], "The branches to pair.")]
        + pairing

    static let queue = [
        GrammarKey("capacity", ["type": "integer", "minimum": 1, "maximum": 65536], "How many items it holds."),
        GrammarKey(
            "policy", ["type": "string", "enum": ["block", "drop-oldest", "drop-newest", "deadline"]],
            "What happens when it is full."),
        GrammarKey("deadline", duration, "With policy: deadline, how long an item may wait."),
    ]
}
