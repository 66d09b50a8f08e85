import PluginSDK

/// A stage with live settings; notes when it is made, what it is told and with what it works.
struct Tuned: Stage {
    struct Inner: NestedSettings {
        var rate = 1
        var fixed = 1
        static let schema = Schema<Inner>(
            .init("rate", \.rate, 0...100, "May change.", .live), .init("fixed", \.fixed, "May not."))
    }
    struct Settings: StageSettings {
        var journal = ""
        var word = "plain"
        var level = 0
        var inner = Inner()
        static let schema = Schema<Settings>(
            .init("journal", \.journal, "Where to note."), .init("word", \.word, "May not change."),
            .init("level", \.level, 0...100, "May change.", .live), .init("inner", \.inner, "A part may change."))
    }
    static let manifest = StageManifest(
        id: "test.tuned", summary: "Can be tuned.", inputs: [.any("in")], outputs: [.same("out", as: "in")])
    private var settings: Settings
    private let instance: Int
    private let instances: Int
    private var isAtWork = false

    init(settings: Settings, context: StageContext) {
        self.settings = settings
        instance = context.instanceIndex
        instances = context.instanceCount
        Journal.shared.note(settings.journal, "made \(settings.level)")
    }
    mutating func set(_ settings: Settings) throws(StageError) {
        if isAtWork { Journal.shared.note(settings.journal, "set beside process") }
        if settings.level == 13 || (settings.level == 14 && instance == instances - 1) {
            throw StageError(.configuration, "\(settings.level) brings bad luck")
        }
        self.settings = settings
        Journal.shared.note(settings.journal, "set \(settings.level) \(settings.word)")
    }
    mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        isAtWork = true
        defer { isAtWork = false }
        if settings.level == 99 { throw StageError(.failed, "99 fails") }
        Journal.shared.note(settings.journal, "item level \(settings.level)")
        try output.emit(item)
    }
}
