import PluginSDK

/// Gives out each frame two frames later, and a kept part of every tenth at the end: frames that outlive their call.
public struct Delay: Stage {
    /// What the stage is.
    public static let manifest = StageManifest(
        id: "org.example.delay", summary: "Gives frames out late.",
        inputs: [.frames("in", PixelFormat.all, "Frames.")],
        outputs: [.same("out", as: "in", "Earlier frames.")], state: .stream, holdsFrames: 2, holds: true,
        maxOutputs: 4000)

    private final class Held {
        let frame: HeldFrame
        let stamp: ItemStamp
        init(_ frame: consuming HeldFrame, _ stamp: ItemStamp) {
            self.frame = frame
            self.stamp = stamp
        }
    }
    private var waiting: [Held] = []
    private var parts: [Held] = []

    /// Makes the stage.
    public init(settings: NoSettings, context: StageContext) {}

    /// Holds the frame, and gives out the one before the last.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard let frame = item.frame else { return try output.emit(item) }
        if waiting.count == 2 { try give(waiting.removeFirst(), output) }
        waiting.append(Held(try output.keep(frame), item.stamp))
        if item.seq % 10 == 0 {
            parts.append(Held(try output.keepCopy(frame, of: Box(x: 4, y: 6, width: 16, height: 10)), item.stamp))
        }
    }

    /// Gives out the rest.
    public mutating func end(stream: UInt32, port: Int, to output: Output) throws(StageError) {
        for held in waiting + parts where held.stamp.stream == stream { try give(held, output) }
        waiting.removeAll { $0.stamp.stream == stream }
        parts.removeAll { $0.stamp.stream == stream }
    }

    private func give(_ held: Held, _ output: Output) throws(StageError) {
        let regions = try output.newRegions(adding: 0)
        try output.emit(held.frame, stamp: held.stamp, sub: held.frame.width == 16 ? 1 : 0, regions: regions)
    }
}
