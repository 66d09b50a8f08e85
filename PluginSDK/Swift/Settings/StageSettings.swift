/// The configuration of a stage as a Swift type. Its properties hold the defaults, its ``schema`` names them for people.
///
/// ```swift
/// struct Settings: StageSettings {
///     var threshold = 0.5
///     static let schema = Schema<Settings>(
///         .init("threshold", \.threshold, 0...1, "Share of bright pixels from which a frame counts as bright."))
/// }
/// ```
public protocol StageSettings: Sendable {
    /// The defaults.
    init()
    /// The keys, each with its property, bounds and description.
    static var schema: Schema<Self> { get }
    /// Checks what bounds cannot say, such as one key against another. Called once all keys are read.
    func validate() throws(StageError)
}

extension StageSettings {
    /// Finds nothing wrong.
    public func validate() throws(StageError) {}
}

/// The configuration of a stage that takes none.
public struct NoSettings: StageSettings {
    /// Nothing.
    public init() {}
    /// No keys.
    public static var schema: Schema<NoSettings> { Schema() }
}

/// The keys of a configuration type.
public struct Schema<Root: StageSettings>: Sendable {
    let keys: [Setting<Root>]

    /// A schema of the given keys.
    public init(_ keys: Setting<Root>...) { self.keys = keys }
}
