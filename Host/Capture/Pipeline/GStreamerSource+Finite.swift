import CGStreamer
import HostCore

extension GStreamerSource {
    private static let idleLook_ns: Int64 = 500_000_000

    /// A finite source: one pipeline to its end.
    func runOnce() -> HostError? {
        sink.changed(.connecting)
        do throws(PipelineSession.Failure) {
            let session = try PipelineSession(address, request, store: store, delivery: delivery, notices: notices)
            var verdict = Verdict(address, errors)
            if !session.start() { return startFailure(&verdict) }
            sink.changed(.playing)
            var idleLooks = 0
            while true {
                let notice = notices.take(timeout_ns: Self.idleLook_ns)
                delivery.data.store(session.data, ordering: .relaxed)
                guard let notice else {
                    idleLooks = session.isIdle && !isStopping ? idleLooks + 1 : 0
                    guard idleLooks >= idleLimit else { continue }
                    return verdict.failure(
                        code: SLUICE_GST_ERROR_DAMAGED, element: "", message: "the reader stopped without a reason",
                        debug: "", frames: delivery.frames.load(ordering: .relaxed))
                }
                switch decide(notice, &verdict) {
                case .goOn: continue
                case .failed(let error): return error
                case .ended: return earlyEnd(session.duration_ns)
                case .stopped: return nil
                }
            }
        } catch {
            return describe(error)
        }
    }

    /// Looks after which a pipeline in which nothing moves has failed. A description may hold elements whose threads
    /// cannot be seen from outside.
    private var idleLimit: Int {
        if case .file = address { return 2 }
        return 40
    }

    /// A finite source that shows less than its header says has failed.
    private func earlyEnd(_ duration_ns: Int64?) -> HostError? {
        let frames = delivery.frames.load(ordering: .relaxed)
        guard frames > 0 else { return errors.noFrames() }
        guard let duration_ns else { return nil }
        let reached_ns = delivery.reached_ns.load(ordering: .relaxed)
        let slack_ns =
            delivery.facts.withLock { $0.hasOtherStreams }
            ? max(1_000_000_000, duration_ns / 20) : max(250_000_000, 2 * delivery.step_ns.load(ordering: .relaxed))
        guard reached_ns + slack_ns < duration_ns else { return nil }
        return errors.early(at_ns: reached_ns, of_ns: duration_ns, frames: frames)
    }
}
