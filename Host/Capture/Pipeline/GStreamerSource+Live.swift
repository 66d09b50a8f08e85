import HostCore

extension GStreamerSource {
    /// A live source: pipelines one after the other, as the state machine says.
    func runLive() -> HostError? {
        var machine = Reconnect(policy, seed: request.seed)
        var action = machine.handle(.start, at: clock.now_ns)
        var reason = ""
        while true {
            switch action {
            case .connect:
                sink.changed(.connecting)
                switch play(&machine) {
                case .final(let error): return error
                case .action(let next, let why): (action, reason) = (next, why)
                }
            case .waitAfterSilence(let until_ns, let silent_ns):
                reason = "no frame for \(CaptureErrors.seconds(silent_ns)) s"
                action = .wait(until_ns: until_ns)
            case .wait(let until_ns):
                lost(reason, until_ns, machine.attempt)
                clock.sleep(until: until_ns) { isStopping }
                action = isStopping ? .close : machine.handle(.tick, at: clock.now_ns)
            case .nothing:
                // The clock was woken early; it is not time yet.
                action = isStopping ? .close : machine.handle(.tick, at: clock.now_ns)
            case .giveUp:
                sink.changed(.gaveUp)
                return errors.gaveUp(after_ns: policy.giveUp_ns ?? 0, reason)
            case .close: return nil
            }
        }
    }

    private func lost(_ reason: String, _ until_ns: Int64, _ attempt: Int) {
        delivery.restart()
        delivery.reconnects.add(1, ordering: .relaxed)
        delivery.facts.withLock { $0.lastLoss = reason }
        sink.changed(.waiting(until_ns: until_ns, attempt: attempt, reason: reason))
    }

    private enum Played {
        case final(HostError?)
        case action(Reconnect.Action, reason: String)
    }

    /// One pipeline of a live source, until it is lost. Its threads are gone when this returns.
    private func play(_ machine: inout Reconnect) -> Played {
        if case .device(let wish) = address { askModel(wish.path) }
        while notices.take(timeout_ns: 0) != nil {}
        if isStopping { return .final(nil) }
        do throws(PipelineSession.Failure) {
            let session = try PipelineSession(address, request, store: store, delivery: delivery, notices: notices)
            var verdict = Verdict(address, errors)
            if !session.start() {
                let error = startFailure(&verdict) ?? errors.unreachable("it does not start")
                return loss(error, &machine)
            }
            return watch(session, &machine, &verdict)
        } catch {
            return loss(describe(error), &machine)
        }
    }

    private func watch(
        _ session: borrowing PipelineSession, _ machine: inout Reconnect, _ verdict: inout Verdict
    ) -> Played {
        var watch = LiveWatch()
        while true {
            let notice = notices.take(timeout_ns: Self.look_ns)
            if isStopping { return .final(nil) }
            delivery.data.store(session.data, ordering: .relaxed)
            let look = watch.look(
                &machine, lastFrame_ns: delivery.lastFrame_ns.load(ordering: .relaxed),
                isHeld: delivery.isHeld.load(ordering: .relaxed), at: clock.now_ns)
            if look.isFirst { sink.changed(.playing) }
            guard let notice else {
                if look.action != .nothing { return .action(look.action, reason: "no frame came") }
                continue
            }
            switch decide(notice, &verdict) {
            case .goOn: continue
            case .stopped: return .final(nil)
            case .ended:
                return .action(machine.handle(.lost, at: clock.now_ns), reason: "the source ended the stream")
            case .failed(let error): return loss(error, &machine)
            }
        }
    }

    private func loss(_ error: HostError, _ machine: inout Reconnect) -> Played {
        if isStopping { return .final(nil) }
        if Verdict.isFinal(error) { return .final(error) }
        return .action(machine.handle(.lost, at: clock.now_ns), reason: errors.reason(of: error))
    }

    private func askModel(_ device: String) {
        guard let text = DeviceModel.ask(device) else { return }
        delivery.facts.withLock { $0.model = text }
    }
}
