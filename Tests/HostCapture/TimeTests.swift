import HostCore
import HostMemory
import Testing

@testable import HostCapture

extension CaptureSuites {
    @Suite("Stream time starts at 0 and does not fall within an epoch")
    struct TimeTests {
        private static let ms: Int64 = 1_000_000

        @Test("a file keeps its own time, a live source counts from its first frame")
        func origin() {
            var file = TimeLine(countsFromFirst: false)
            var live = TimeLine(countsFromFirst: true)
            let stamps = [80, 120, 160].map { Int64($0) * Self.ms }
            #expect(stamps.map { file.place(stamp_ns: $0).pts_ns } == stamps)
            #expect(stamps.map { live.place(stamp_ns: $0).pts_ns } == [0, 40 * Self.ms, 80 * Self.ms])
        }

        @Test("small steps back are held, a large one is a new epoch")
        func backwards() {
            var line = TimeLine(countsFromFirst: true)
            _ = line.place(stamp_ns: 10_000 * Self.ms)
            _ = line.place(stamp_ns: 10_040 * Self.ms)
            let held = line.place(stamp_ns: 10_020 * Self.ms)
            #expect(held == .init(pts_ns: 40 * Self.ms, epoch: 0, hasProgress: false))
            let reset = line.place(stamp_ns: 500 * Self.ms)
            let found = TimeBreak(.clockReset, epoch: 1, step_ns: -9_540 * Self.ms)
            #expect(reset == .init(pts_ns: 0, epoch: 1, found: found))
            #expect(found.reason == "time stamps went back by 9500ms")
            #expect(line.place(stamp_ns: 540 * Self.ms).pts_ns == 40 * Self.ms)
        }

        @Test("a reconnect begins an epoch, also when the new clock is ahead")
        func reconnect() {
            var line = TimeLine(countsFromFirst: true)
            line.restart()
            #expect(line.place(stamp_ns: 0).epoch == 0)
            _ = line.place(stamp_ns: 40 * Self.ms)
            line.restart()
            let next = line.place(stamp_ns: 90_000 * Self.ms)
            #expect(next.epoch == 1)
            #expect(next.pts_ns == 0)
            #expect(next.found == TimeBreak(.reopened, epoch: 1))
        }

        @Test(
            "the end of a counter of time stamps is told from a clock that starts anew",
            arguments: [(1 << 33) * 100_000 / 9, (1 << 32) * 100_000 / 9, (1 << 32) * 1_000_000] as [Int64])
        func wrap(counter_ns: Int64) {
            var line = TimeLine(countsFromFirst: true)
            _ = line.place(stamp_ns: counter_ns - 80 * Self.ms)
            _ = line.place(stamp_ns: counter_ns - 40 * Self.ms)
            let place = line.place(stamp_ns: 0)
            #expect(place.found == TimeBreak(.clockWrap, epoch: 1, step_ns: 40 * Self.ms - counter_ns))
            #expect(place.pts_ns == 0)
        }

        @Test("a gap is marked and does not begin an epoch")
        func gap() {
            var line = TimeLine(countsFromFirst: true)
            _ = line.place(stamp_ns: 0)
            let place = line.place(stamp_ns: 6_000 * Self.ms)
            let found = TimeBreak(.gap, epoch: 0, step_ns: 6_000 * Self.ms)
            #expect(place == .init(pts_ns: 6_000 * Self.ms, epoch: 0, found: found))
        }

        @Test("frames without stamps follow at the stream's rate")
        func withoutStamps() {
            var line = TimeLine(countsFromFirst: false)
            line.setRate(50, 1)
            let places = (0..<4).map { _ in line.place(stamp_ns: nil).pts_ns }
            #expect(places == [0, 20, 40, 60].map { $0 * Self.ms })
        }

        @Test("random stamps never make time fall within an epoch", arguments: 1...20 as ClosedRange<UInt64>)
        func never(seed: UInt64) {
            var random = SplitMix64(seed: seed)
            var line = TimeLine(countsFromFirst: seed % 2 == 0)
            var last: (pts: Int64, epoch: UInt32) = (0, 0)
            for _ in 0..<2000 {
                if random.next() % 100 == 0 { line.restart() }
                let stamp = random.next() % 7 == 0 ? nil : Int64(random.next() % 20_000) * Self.ms
                let place = line.place(stamp_ns: stamp)
                #expect(place.pts_ns >= 0, "seed \(seed)")
                #expect(place.epoch > last.epoch || place.pts_ns >= last.pts, "seed \(seed)")
                last = (place.pts_ns, place.epoch)
            }
        }

        @Test("a paced file waits by the host's clock", .enabled(if: TestMaterial.hasClips, "no shared test data"))
        func paced() throws {
            let clock = VirtualClock()
            let start_ns = clock.now_ns
            var request = TestMaterial.file(TestMaterial.clip(TestMaterial.walking))
            request.pace = .realtime
            let (sink, _) = try TestMaterial.capture(request, clock: clock)
            let stamps = sink.frames.map(\.pts_ns)
            #expect(stamps.first == 0)
            #expect(stamps == stamps.sorted())
            #expect(clock.deadlines == stamps.map { start_ns + $0 })
        }

        @Test(
            "raw streams without stamps get them from their rate",
            .enabled(if: TestMaterial.hasClips, "no shared test data"))
        func rawStream() throws {
            let (sink, _) = try TestMaterial.capture(TestMaterial.file(TestMaterial.clip(TestMaterial.street)))
            let stamps = sink.frames.map(\.pts_ns)
            #expect(stamps.first == 0)
            #expect(stamps == (0..<stamps.count).map { Int64($0) * 40_000_000 })
        }
    }
}
