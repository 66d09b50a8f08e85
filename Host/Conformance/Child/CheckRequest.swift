import Glibc
import HostCore

/// Which check a child runs, and on what: its command line.
public struct CheckRequest: Sendable {
    /// `mem.02`.
    public var check: String
    /// Path of the library.
    public var library: String
    /// Id of the stage; empty for checks of the library.
    public var stage = ""
    /// Seed of all that is random.
    public var seed: UInt64 = 1
    /// Whether the catalogue's counts are run instead of what fits the time.
    public var isFull = false
    /// A folder of the child's own.
    public var scratch = "."

    /// Files of the models that the plugin's own file names.
    public var models: [String: String] = [:]

    /// A check of a library.
    public init(check: String, library: String) {
        self.check = check
        self.library = library
    }

    /// The words behind `sluice-worker check`.
    var arguments: [String] {
        ["--check", check, "--stage", stage, "--seed", String(seed), "--scratch", scratch]
            + (isFull ? ["--full"] : []) + models.sorted { $0.key < $1.key }.flatMap { ["--model", $0.key, $0.value] }
            + [library]
    }

    /// Reads the words behind `sluice-worker check`; `nil` when they make no sense.
    public init?(arguments: ArraySlice<String>) {
        var rest = arguments
        self.init(check: "", library: "")
        while let word = rest.popFirst() {
            switch word {
            case "--check": check = rest.popFirst() ?? ""
            case "--stage": stage = rest.popFirst() ?? ""
            case "--seed": seed = rest.popFirst().flatMap { UInt64($0) } ?? 1
            case "--scratch": scratch = rest.popFirst() ?? "."
            case "--full": isFull = true
            case "--model":
                if let name = rest.popFirst() { models[name] = rest.popFirst() }
            default:
                guard library.isEmpty else { return nil }
                library = word
            }
        }
        if check.isEmpty || library.isEmpty { return nil }
    }
}
