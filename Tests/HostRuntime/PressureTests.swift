import HostCore
import Testing

@testable import HostRuntime

@Suite("Which stage holds a stream up")
struct PressureTests {
    /// door ─▶ [queue] faces ─ tracks ─▶ [queue] save; yard ─▶ [queue] count.
    private let edges = [
        PressureGauge.Edge(from: nil, to: 0, streams: [0], hasQueue: true),
        PressureGauge.Edge(from: 0, to: 1, streams: [0], hasQueue: false),
        PressureGauge.Edge(from: 1, to: 2, streams: [0], hasQueue: true),
        PressureGauge.Edge(from: nil, to: 3, streams: [1], hasQueue: true),
    ]

    private func counts(
        taken: [UInt64], busy: [UInt64] = [0, 0, 0, 0], atWork: Int? = nil, left: [UInt64],
        dropped: [UInt64] = [0, 0, 0, 0]
    ) -> PressureReading {
        var result = PressureReading()
        result.stages = taken.indices.map { index in
            PressureReading.Stage(itemsIn: taken[index], busy_ns: busy[index], isAtWork: index == atWork)
        }
        result.edges = edges.indices.map { index in
            PressureReading.Edge(
                capacity: edges[index].hasQueue ? 4 : 0, left: left[index], overflow: dropped[index])
        }
        return result
    }

    private func read(_ first: PressureReading, _ second: PressureReading) -> [Pressure?] {
        var gauge = PressureGauge(edges: edges, stages: ["faces", "tracks", "save", "count"], streamCount: 2)
        gauge.read { $0 = first }
        #expect(gauge.pressures == [nil, nil])
        gauge.read { $0 = second }
        return gauge.pressures
    }

    @Test("empty queues hold nobody up")
    func none() {
        let first = counts(taken: [1, 1, 1, 1], left: [0, 0, 0, 0])
        #expect(read(first, counts(taken: [9, 9, 9, 9], left: [1, 0, 3, 0])) == [nil, nil])
    }

    @Test("of the stages behind a queue that drops, the one that takes longest is named; other streams are not touched")
    func slow() {
        let first = counts(taken: [1, 1, 1, 1], left: [4, 0, 0, 0])
        let second = counts(taken: [5, 5, 5, 9], busy: [10, 90, 0, 0], left: [3, 0, 0, 0], dropped: [7, 0, 0, 0])
        #expect(read(first, second) == [Pressure(stage: "tracks", isSink: false, isMoving: true), nil])
    }

    @Test("behind full queues in a row, the last one's stage is named")
    func last() {
        let first = counts(taken: [1, 1, 1, 1], left: [4, 0, 4, 0])
        let second = counts(taken: [1, 1, 1, 9], atWork: 2, left: [4, 0, 4, 0])
        #expect(read(first, second) == [Pressure(stage: "save", isSink: true, isMoving: false), nil])
    }

    @Test("a stage that is stuck inside an item is named, not the one before it")
    func stuck() {
        let first = counts(taken: [5, 5, 1, 1], busy: [90, 10, 0, 0], left: [4, 0, 0, 0])
        let second = counts(taken: [5, 5, 1, 9], busy: [90, 10, 0, 0], atWork: 1, left: [4, 0, 0, 0])
        #expect(read(first, second) == [Pressure(stage: "tracks", isSink: false, isMoving: false), nil])
    }
}
