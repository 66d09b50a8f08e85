import PluginSDK

/// A stage that does one thing wrong, as its configuration says.
struct BadStage: Stage {
    enum Fault: String, SettingChoice {
        case none, writesBehindAPlane, forgetsAFrame, leaksAHold, holdsTooMany, emitsTooMuch, emitsAWrongKind
        case emitsAWrongFormat, emitsBadJSON, emitsAtBegin, throwsAnError
    }
    struct Settings: StageSettings {
        var fault = Fault.none
        static let schema = Schema<Settings>(.init("fault", \.fault, "What to do wrong."))
    }
    static let manifest = StageManifest(
        id: "org.example.bad", summary: "Does things wrong.", inputs: [.frames("in", [.gray8])],
        outputs: [.frames("out", [.gray8])], holdsFrames: 1, maxOutputs: 4)

    let fault: Fault
    let context: StageContext
    var held: [Kept] = []

    final class Kept {
        let frame: HeldFrame
        init(_ frame: consuming HeldFrame) { self.frame = frame }
        /// Keeps the frame from ever being given back.
        func leak() { _ = Unmanaged.passRetained(self) }
    }

    init(settings: Settings, context: StageContext) {
        fault = settings.fault
        self.context = context
    }

    mutating func begin(_ stream: StreamInfo, port: Int, to output: Output) throws(StageError) {
        guard fault == .emitsAtBegin else { return }
        let stamp = ItemStamp(stream: 0, seq: 0, pts_ns: 0, capture_ns: 0, wall_ns: 0)
        try output.emit(record: "{}", type: context.intern("x"), stamp: stamp)
    }

    mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard let frame = item.frame else { return }
        switch fault {
        case .writesBehindAPlane:
            var new = try output.newFrame(.gray8, width: 8, height: 8, like: frame)
            var plane = new.plane(0)
            plane.withUnsafeMutableBufferPointer { $0.baseAddress?[$0.count] = 1 }
            try output.emit(new, stamp: item.stamp)
        case .leaksAHold: Kept(try output.keep(frame)).leak()
        case .holdsTooMany: held.append(Kept(try output.keep(frame)))
        case .emitsTooMuch: for _ in 0..<5 { try output.emit(item) }
        case .emitsAWrongKind:
            try output.emit(
                NewPacket(codec: context.intern("h264"), bytes: [], dts_ns: 0, isKey: true), stamp: item.stamp)
        case .emitsAWrongFormat:
            let new = try output.newFrame(.rgb, width: 8, height: 8, like: frame)
            try output.emit(new, stamp: item.stamp)
        case .emitsBadJSON: try output.emit(record: "{\"a\":01}", type: context.intern("x"), stamp: item.stamp)
        case .throwsAnError: throw StageError(.missing, "there is no model")
        default: try output.emit(item)
        }
    }
}
