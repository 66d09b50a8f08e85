import RTP
import Testing

@Suite("Decoding times")
struct DecodingClockTests {
    /// Times by number, in decoding order; `depth` places out of order.
    private func times(_ order: [Int], depth: Int?) -> [Int64] {
        var clock = DecodingClock()
        return order.map { clock.time_ns(shown: Int64($0) * 40, depth: depth, frame_ns: 40) }
    }

    @Test("without reordering they are those at which pictures are shown")
    func plain() {
        #expect(times([0, 1, 2, 5, 6], depth: 0) == [0, 40, 80, 200, 240])
        #expect(times([0, 1, 2, 5, 6], depth: nil) == [0, 40, 80, 200, 240])
    }

    @Test("with a known depth they rise by one picture each and are never later than it is shown")
    func known() {
        // I P B B P B B, and a pyramid.
        #expect(times([0, 3, 1, 2, 6, 4, 5], depth: 1) == [-40, 0, 40, 80, 120, 160, 200])
        #expect(times([0, 4, 2, 1, 3, 8, 6, 5, 7], depth: 2) == [-80, -40, 0, 40, 80, 120, 160, 200, 240])
    }

    @Test("an unknown depth is found out; they never fall")
    func unknown() {
        let found = times([0, 4, 2, 1, 3, 8, 6, 5, 7, 12, 10, 9, 11], depth: nil)
        #expect(zip(found, found.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(found.suffix(4) == [280, 320, 360, 400])
    }

    @Test("times in any order are survived: they never fall, and only ones beyond all bounds are shown too early")
    func wild() {
        var state: UInt64 = 5
        var clock = DecodingClock()
        var last = Int64.min
        for index in 0..<10_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let time = clock.time_ns(
                shown: Int64(truncatingIfNeeded: state >> 20) % 1_000_000,
                depth: index % 3 == 0 ? nil : Int(state % 40),
                frame_ns: 40)
            #expect(time >= last)
            last = time
        }
    }
}
