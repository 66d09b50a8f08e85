/// Frames that a stage has asked for and has neither emitted nor given back. Those of earlier calls count against its
/// `holds_frames`, like frames that it keeps.
public struct DraftCount: Sendable {
    /// Whether a stage gets a new frame.
    public enum Verdict: Equatable, Sendable {
        /// It keeps no more than it may.
        case granted
        /// It keeps more than it may; the log says so the first time, by this text.
        case refused(tell: String?)
    }

    /// All of them.
    private var alive: Int32 = 0
    /// Of those, the ones that were made before the present piece of work.
    private var older: Int32 = 0
    private var work = UInt64.max
    private var wasTold = false

    /// No frames yet.
    public init() {}

    /// A new frame is the stage's.
    public mutating func add() { alive += 1 }

    /// The stage has emitted one, or given it back.
    public mutating func remove() {
        alive = max(0, alive - 1)
        older = min(older, alive)
    }

    /// Whether a stage that wants a new frame keeps no more than its manifest says.
    /// - Parameters:
    ///   - work: Number of the present piece of work; what was made in it may still be emitted by it.
    ///   - held: Frames that it holds beside these.
    ///   - limit: How many it may keep beyond a call.
    ///   - id: What the stage is called.
    public mutating func judge(work: UInt64, held: Int, limit: Int, id: @autoclosure () -> String) -> Verdict {
        if self.work != work {
            self.work = work
            older = alive
        }
        guard older > 0, Int(older) + held > limit else { return .granted }
        guard !wasTold else { return .refused(tell: nil) }
        wasTold = true
        return .refused(
            tell:
                "\(id()) keeps \(Int(older) + held) frames from call to call, \(older) of them new ones that it has not "
                + "emitted; its manifest allows \(limit) (holds_frames), so it gets no more until it gives some back. Tell "
                + "its author, or ask for a higher holds_frames")
    }
}
