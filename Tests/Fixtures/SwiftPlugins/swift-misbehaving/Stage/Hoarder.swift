import PluginSDK

/// Asks for a new frame with each item, and keeps it rather than giving it out; at every eighth item it gives all back.
public struct Hoarder: Stage {
    /// What the stage is.
    public static let manifest = StageManifest(
        id: "org.example.hoarder", summary: "Keeps new frames.", inputs: [.any("in", "Anything.")],
        outputs: [.any("out", "Nothing.")], state: .stream, holdsFrames: 3)

    private final class Shelf {
        var frame: NewFrame?
        let next: Shelf?
        init(_ frame: consuming NewFrame, _ next: Shelf?) {
            self.frame = consume frame
            self.next = next
        }
    }
    private var shelf: Shelf?

    /// Makes the stage.
    public init(settings: NoSettings, context: StageContext) {}

    /// Takes one more.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        if item.seq % 8 == 0 { shelf = nil }
        for _ in 0..<2 { _ = try output.newFrame(.gray8, width: 8, height: 8) }
        shelf = Shelf(try output.newFrame(.gray8, width: 8, height: 8), shelf)
    }
}
