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
