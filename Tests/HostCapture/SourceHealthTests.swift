import HostCore
import Testing

@testable import HostCapture

@Suite("Source health: the fault matrix of a virtual camera, in virtual time")
struct SourceHealthTests {
    private static let second: Int64 = 1_000_000_000
    private static let minute = 60 * second

    private func camera(seed: UInt64 = 7, giveUp_ns: Int64? = nil) -> VirtualCamera {
        VirtualCamera(seed: seed, giveUp_ns: giveUp_ns)
    }

    /// Faulty from 10 s to 40 s.
    private func faulty(_ fault: VirtualCamera.Behaviour) -> VirtualCamera {
        var camera = camera()
        camera.script = {
            (10 * Self.second..<40 * Self.second).contains($0) ? fault : .plays(interval_ns: 40_000_000, jitter: 0.9)
        }
        camera.play(until: 90 * Self.second)
        return camera
    }

    @Test("an hour of normal play: no restart, no verdict but healthy", arguments: [1, 2, 3] as [UInt64])
    func normalHour(seed: UInt64) {
        var camera = camera(seed: seed)
        camera.script = { now_ns in
            // Now and then the network holds everything for a second.
            now_ns / Self.second % 47 == 13 ? .silent : .plays(interval_ns: 40_000_000, jitter: 1.8)
        }
        camera.play(until: 60 * Self.minute)
        #expect(camera.losses == 0 && camera.connects == 1, "seed \(seed)")
        #expect(camera.verdicts == ["healthy"], "seed \(seed): \(camera.changes)")
        #expect(camera.frames > 60_000)
    }

    @Test("no data: dead, opened anew, healthy again")
    func silence() {
        let camera = faulty(.silent)
        #expect(camera.verdicts == ["healthy", "dead", "healthy"], "\(camera.changes)")
        #expect(camera.connects >= 2)
        #expect((11 * Self.second...13 * Self.second).contains(camera.changes[1].at_ns))
        #expect(camera.happenings.first == "reconnecting", "\(camera.happenings)")
        #expect(camera.happenings.last == "reconnected", "\(camera.happenings)")
        #expect(camera.happenings.contains("reopened"))
        #expect(camera.changes[1].reason.hasPrefix("no data for "))
    }

    @Test("data and no frame: stalled, then dead while it is opened anew, and healthy again")
    func undecodable() {
        let camera = faulty(.undecodable)
        #expect(camera.verdicts.prefix(3) == ["healthy", "stalled", "dead"] && camera.verdicts.last == "healthy")
        #expect(camera.losses >= 1)
    }

    @Test("frames whose time stands still: stalled")
    func frozen() {
        let camera = faulty(.frozen)
        #expect(camera.verdicts.prefix(2) == ["healthy", "stalled"] && camera.verdicts.last == "healthy")
        #expect(camera.losses >= 1)
    }

    @Test("a connection that breaks and is refused: dead at once, tried with back-off")
    func refused() {
        let camera = faulty(.refuses)
        #expect(camera.verdicts.prefix(2) == ["healthy", "dead"] && camera.verdicts.last == "healthy")
        #expect(camera.changes[1].at_ns <= 11 * Self.second)
        #expect((4...9).contains(camera.connects), "\(camera.connects)")
        #expect(camera.counts["reconnecting"] == camera.losses && camera.counts["reconnected"] == 1)
        let waits: [Int64] = camera.events.compactMap { event in
            guard case .reconnecting(_, let wait_ns) = event.kind else { return nil }
            return wait_ns
        }
        #expect(zip(waits, waits.dropFirst()).allSatisfy { $1 > $0 }, "\(waits)")
    }

    @Test("a camera that never answers: starting, then dead; given up when that is asked for")
    func never() {
        var camera = camera(giveUp_ns: Self.minute)
        camera.script = { _ in .refuses }
        camera.play(until: 3 * Self.minute)
        #expect(camera.verdicts == ["dead"])
        #expect(camera.state == .gaveUp)
        #expect(camera.happenings.last == "gave-up" && camera.events.last?.isTrouble == true)
    }

    @Test("a slow stage is named, and the source is left alone")
    func slowStage() {
        var camera = camera()
        camera.hold = { (10 * Self.second..<60 * Self.second).contains($0) ? .slow("faces") : .none }
        camera.play(until: 90 * Self.second)
        #expect(camera.changes.map(\.to) == [.healthy, .slowStage("faces"), .healthy], "\(camera.changes)")
        #expect(camera.losses == 0)
    }

    @Test("a blocked sink is named; the silence that it causes is not the source's")
    func blockedSink() {
        var camera = camera()
        camera.hold = { (10 * Self.second..<60 * Self.second).contains($0) ? .blocked("save") : .none }
        camera.play(until: 90 * Self.second)
        #expect(camera.changes.map(\.to) == [.healthy, .blockedSink("save"), .healthy], "\(camera.changes)")
        #expect(camera.losses == 0 && camera.connects == 1)
    }

    @Test("a hold-up shorter than two seconds is none")
    func shortHold() {
        var camera = camera()
        camera.hold = { $0 / Self.second % 10 == 3 ? .slow("faces") : .none }
        camera.play(until: 5 * Self.minute)
        #expect(camera.verdicts == ["healthy"])
    }

    @Test("a file is meant to wait for stages that move, not for one that is stuck")
    func file() {
        var camera = camera()
        camera.isLive = false
        camera.hold = { $0 < Self.minute ? .slow("faces") : .blocked("save") }
        camera.play(until: 2 * Self.minute)
        #expect(camera.changes.map(\.to) == [.healthy, .blockedSink("save")], "\(camera.changes)")
    }

    @Test("a clock that starts anew, or wraps around, makes an epoch and no verdict")
    func clocks() {
        var reset = camera()
        reset.stamp_ns = { $0 < Self.minute ? $0 + 500 * Self.second : $0 - Self.minute }
        reset.play(until: 2 * Self.minute)
        #expect(reset.epochs == 1 && reset.losses == 0 && reset.verdicts == ["healthy"])
        #expect(reset.happenings == ["clock-reset"])
        var wrapping = camera()
        let wrap_ns: Int64 = (1 << 33) * 100_000 / 9
        wrapping.stamp_ns = { ($0 + wrap_ns - Self.minute) % wrap_ns }
        wrapping.play(until: 2 * Self.minute)
        #expect(wrapping.epochs == 1 && wrapping.losses == 0 && wrapping.verdicts == ["healthy"])
        #expect(wrapping.happenings == ["clock-wrap"])
        var leaping = camera()
        leaping.stamp_ns = { $0 < Self.minute ? $0 : $0 + 20 * Self.second }
        leaping.play(until: 2 * Self.minute)
        #expect(leaping.epochs == 0 && leaping.losses == 0 && leaping.happenings == ["gap"])
    }

    @Test("a change of size, of format or of codec is told, and is neither loss nor verdict")
    func pictures() {
        var camera = camera()
        camera.picture = { now_ns in
            var picture = StreamDescriptor(pixelFormat: .i420, width: 640, height: 480)
            picture.decoder = now_ns < 3 * Self.minute ? "avdec_h264" : "avdec_h265"
            if now_ns >= Self.minute { (picture.width, picture.height) = (1280, 720) }
            if now_ns >= 2 * Self.minute { picture.convertedFrom = "Y42B" }
            return picture
        }
        camera.play(until: 4 * Self.minute)
        #expect(camera.happenings == ["size-change", "format-change", "codec-change"])
        #expect(camera.losses == 0 && camera.verdicts == ["healthy"])
        #expect(
            camera.events.filter { if case .verdict = $0.kind { false } else { true } }.map(\.reason) == [
                "frames of 1280x720, before of 640x480", "pixels in Y42B, before in i420",
                "decoded by avdec_h265, before by avdec_h264",
            ])
    }

    @Test("a clock that leaps with every frame is counted, and does not bury all else")
    func flapping() {
        var camera = camera()
        camera.stamp_ns = { $0 % (80 * 1_000_000) < 40_000_000 ? $0 : $0 + 100 * Self.second }
        camera.play(until: Self.minute)
        let counted = camera.counts["clock-reset"] ?? 0
        let told = camera.happenings.count { $0 == "clock-reset" }
        #expect(counted > 300, "\(camera.counts)")
        #expect(told <= 4 * 61 && told < counted)
    }

    @Test("an event as a record says what, when, why, and what it is about")
    func record() {
        let event = SourceEvent(
            .verdict(from: .healthy, to: .slowStage("faces")), reason: "faces takes fewer items than come", at_ns: 5,
            wall_ns: 7)
        #expect(
            event.json.text
                == #"{"event":"slow-stage","at_ns":5,"wall_ns":7,"reason":"faces takes fewer items than come","from":"healthy","to":"slow-stage","stage":"faces"}"#
        )
        let found = TimeBreak(.clockWrap, epoch: 3, step_ns: -95_443_717_688_889)
        let wrap = SourceEvent(.timeBreak(found), reason: found.reason, at_ns: 5, wall_ns: 7)
        #expect(wrap.name == "clock-wrap" && wrap.json["epoch"]?.integerValue == 3)
    }

    @Test("frames that come seldom are neither silence nor loss")
    func seldom() {
        var camera = camera()
        camera.script = { _ in .plays(interval_ns: 4 * Self.second, jitter: 0.2) }
        camera.play(until: 30 * Self.minute)
        #expect(camera.losses == 0 && camera.verdicts == ["healthy"], "\(camera.changes)")
    }
}
