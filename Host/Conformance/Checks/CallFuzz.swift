import CSluice
import HostCore

/// Random orders of calls that the contract allows, from one seed.
enum CallFuzz {
    private enum Step: CaseIterable {
        case process, processMore, advance, reset, resetAll, begin, end, extensions, restart, drain, time
    }

    static func run(_ trial: Trial) throws(CheckEnd) {
        var random = SplitMix64(seed: trial.seed)
        var steps = 0
        _ = try trial.repeatWithin(100_000, share: 2) { _ throws(CheckEnd) in
            let driver = try StageDriver(trial)
            if driver.isSource { throw .skip("the stage is a source: it has no other order") }
            try driver.open()
            var state = State()
            for _ in 0..<40 {
                steps += 1
                try step(
                    Step.allCases[Int.random(in: 0..<Step.allCases.count, using: &random)], driver, &state, &random)
            }
            for stream in state.open { try driver.endAll(stream) }
            if Bool.random(using: &random) { _ = driver.drain() }
            if Bool.random(using: &random) { try driver.expect("stop", driver.stop()) }
        }
        trial.answer.note("\(steps) calls, seed \(trial.seed)")
    }

    private struct State {
        var open: Set<UInt32> = []
        var next: [UInt32: Int] = [:]
        var fresh: UInt32 = 0
    }

    private static func step(
        _ step: Step, _ driver: StageDriver, _ state: inout State, _ random: inout SplitMix64
    ) throws(CheckEnd) {
        let stream = state.open.sorted().randomElement(using: &random)
        switch step {
        case .begin:
            guard state.open.count < 4 else { return }
            try driver.beginAll(state.fresh)
            state.open.insert(state.fresh)
            state.fresh += 1
        case .process, .processMore, .time:
            guard let stream else { return }
            var number = state.next[stream, default: 0]
            if step == .time { number += 5 }
            let last = number + (step == .processMore ? 4 : 1)
            try driver.feed(number..<last, stream: stream)
            state.next[stream] = last
        case .advance:
            guard let stream, let number = state.next[stream], number > 0 else { return }
            for port in driver.inputs.ports {
                let time = Int64(number - 1) * InputMaker.frame_ns
                try driver.expect(
                    "advance", driver.advance(port: port, stream: stream, seq: UInt64(number), pts_ns: time))
            }
        case .end:
            guard let stream else { return }
            try driver.endAll(stream)
            state.open.remove(stream)
        case .reset: if let stream { _ = driver.reset(stream) }
        case .resetAll: _ = driver.reset()
        case .extensions: for id in KnownExtension.ids { _ = driver.getExtension(id) }
        case .drain, .restart:
            for stream in state.open.sorted() { try driver.endAll(stream) }
            state.open = []
            try driver.expect("drain", driver.drain())
            guard step == .restart else { return }
            try driver.expect("stop", driver.stop())
            try driver.expect("start", driver.start())
        }
    }
}
