import PluginSDK

/// The way that a track went, thinned out as it grows: it never has more than so many points, evenly spread over all
/// sightings, and always the first.
struct TrackPath {
    /// The centre of a box in a captured frame.
    struct Step {
        let seq: UInt64
        let x: Float
        let y: Float
    }

    private(set) var steps: [Step] = []
    private var stride = 1
    private var untilNext = 0

    /// Most steps of any track.
    static let mostSteps = 1000

    init() {}

    /// As it was saved.
    init(from state: inout StateReader) throws(StageError) {
        let count: UInt32 = try state.read(in: 0...UInt32(Self.mostSteps))
        for _ in 0..<count {
            steps.append(Step(seq: try state.read(), x: try state.readFloat(), y: try state.readFloat()))
        }
        stride = try state.read(in: 1...Track.maxCount)
        untilNext = try state.read(in: 0...Track.maxCount)
    }

    func save(to state: inout StateWriter) {
        state.write(UInt32(steps.count))
        for step in steps {
            state.write(step.seq)
            state.write(step.x)
            state.write(step.y)
        }
        state.write(stride)
        state.write(untilNext)
    }

    /// Adds a step, or leaves it out.
    mutating func add(_ step: Step, capacity: Int) {
        guard capacity > 0 else { return }
        if untilNext > 0 {
            untilNext -= 1
            return
        }
        if steps.capacity < capacity { steps.reserveCapacity(capacity) }
        if steps.count == capacity { thin() }
        if steps.count < capacity { steps.append(step) }
        untilNext = stride - 1
    }

    /// Thins out the way of an instance that kept more points.
    mutating func fit(_ capacity: Int) {
        if capacity == 0 { clear() }
        while steps.count > max(1, capacity) { thin() }
    }

    /// Forgets the way, and keeps the memory.
    mutating func clear() {
        steps.removeAll(keepingCapacity: true)
        stride = 1
        untilNext = 0
    }

    private mutating func thin() {
        var kept = 0
        for index in Swift.stride(from: 0, to: steps.count, by: 2) {
            steps[kept] = steps[index]
            kept += 1
        }
        steps.removeLast(steps.count - kept)
        stride *= 2
    }
}
