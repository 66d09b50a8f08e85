import Glibc
import PluginSDK

/// A direction in the picture as a unit vector; zero for none.
struct Heading {
    let x: Float
    let y: Float

    static let none = Heading(x: 0, y: 0)

    private init(x: Float, y: Float) {
        self.x = x
        self.y = y
    }

    /// From the centre of one box to that of another.
    init(from: Box, to: Box) {
        let (dx, dy) = (to.centreX - from.centreX, to.centreY - from.centreY)
        let length = (dx * dx + dy * dy).squareRoot() + 1e-6
        x = dx / length
        y = dy / length
    }

    /// As it was saved.
    init(from state: inout StateReader) throws(StageError) {
        x = try state.readFloat()
        y = try state.readFloat()
    }

    func save(to state: inout StateWriter) {
        state.write(x)
        state.write(y)
    }

    /// 0.5 for the same direction, 0 across or when there is none, −0.5 for the opposite: linear in the angle.
    func likeness(_ other: Heading) -> Float {
        let cosine = max(-1, min(1, x * other.x + y * other.y))
        return 0.5 - acosf(cosine) / Float.pi
    }
}

/// The last few sightings of a track by its age, to tell a direction over more than one frame.
struct RecentSightings {
    /// Frames over which a direction is told (Δt of OC-SORT).
    static let span = 3
    private var boxes: InlineArray<3, Box>
    private var ages: InlineArray<3, Int>

    init(_ box: Box) {
        boxes = InlineArray(repeating: box)
        ages = InlineArray(repeating: -1)
        ages[0] = 0
    }

    /// As they were saved.
    init(from state: inout StateReader) throws(StageError) {
        self.init(Box(x: 0, y: 0, width: 0, height: 0))
        for slot in 0..<Self.span {
            boxes[slot] = try state.readBox()
            ages[slot] = try state.read(in: -1...Track.maxCount)
        }
    }

    func save(to state: inout StateWriter) {
        for slot in 0..<Self.span {
            state.write(boxes[slot])
            state.write(ages[slot])
        }
    }

    mutating func note(_ box: Box, age: Int) {
        boxes[age % Self.span] = box
        ages[age % Self.span] = age
    }

    /// The oldest one of the last `span` frames before an age; `nil` when there is none.
    func before(_ age: Int) -> Box? {
        for back in stride(from: Self.span, to: 0, by: -1) where age >= back {
            let slot = (age - back) % Self.span
            if ages[slot] == age - back { return boxes[slot] }
        }
        return nil
    }
}
