import Glibc
import PluginSDK

/// Blocks all threads of Swift's shared pool.
public struct PoolHog: Stage {
    /// What the stage is.
    public static let manifest = Shape.manifest("pool-hog", "Blocks the shared pool.")

    /// Makes the stage.
    public init(settings: NoSettings, context: StageContext) {}

    /// The fault.
    public mutating func start() throws(StageError) {
        for _ in 0..<64 {
            Task.detached {
                while true { usleep(1000) }
            }
        }
    }
}

/// Traps at the fifth item, as an array access out of bounds does.
public struct Trap: Stage {
    /// What the stage is.
    public static let manifest = Shape.manifest("trap", "Traps.")
    private var count = 0

    /// Makes the stage.
    public init(settings: NoSettings, context: StageContext) {}

    /// The fault, and the item goes on.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        count += 1
        precondition(count < 5, "five is too much")
        try output.emit(item)
    }
}

/// Leaves two objects that hold one another behind each item.
public struct CycleLeak: Stage {
    /// What the stage is.
    public static let manifest = Shape.manifest("cycle-leak", "Leaks cycles.")

    /// Makes the stage.
    public init(settings: NoSettings, context: StageContext) {}

    /// The fault, and the item goes on.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        let (one, other) = (Link(), Link())
        one.next = other
        other.next = one
        try output.emit(item)
    }
}

private final class Link {
    var next: Link?
}

enum Shape {
    static func manifest(_ name: String, _ summary: String) -> StageManifest {
        StageManifest(
            id: "org.example.swift-mutant.\(name)", summary: summary, inputs: [.any("in", "Anything.")],
            outputs: [.same("out", as: "in", "The same.")])
    }
}
