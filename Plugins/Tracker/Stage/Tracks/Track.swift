import PluginSDK

/// One object followed over time.
struct Track {
    /// Unique in the stream; 0 until the track is confirmed.
    var id: UInt64 = 0
    private(set) var motion: BoxMotion
    let label: Name
    private(set) var confidence: Float
    /// Most frames out of sight that a saved track may have: what settings allow.
    static let maxUnseen = 100_001

    /// Frames since it was last seen; 0 when it was seen in this one.
    private(set) var unseenFrames = 0
    /// Sightings in a row after the first.
    private(set) var streak = 0
    /// Frames in which it was seen.
    private(set) var sightings = 1
    /// Whether it has been out of sight for long enough to say so.
    var isLost = false
    let first: Sighting
    private(set) var last: Sighting
    var path: TrackPath
    /// Frames since it began.
    private var age = 0
    /// The filter as it was when it was last seen.
    private var anchor: BoxMotion
    private var recent: RecentSightings
    private var heading = Heading.none

    init(_ detection: Detection, at time: FrameTime, _ model: BoxMotion.Model, path: TrackPath) {
        motion = BoxMotion(detection.box, model)
        anchor = motion
        label = detection.label
        confidence = detection.confidence
        first = Sighting(box: detection.box, time: time)
        last = first
        recent = RecentSightings(detection.box)
        self.path = path
    }

    /// More frames than any track lives, and few enough to count on with.
    static let maxCount = 1 << 40

    /// As it was saved.
    init(from state: inout StateReader) throws(StageError) {
        id = try state.read()
        motion = try BoxMotion(from: &state)
        anchor = try BoxMotion(from: &state)
        label = try state.readName()
        confidence = try state.readFloat()
        unseenFrames = try state.read(in: 0...Self.maxUnseen)
        streak = try state.read(in: 0...Self.maxCount)
        sightings = try state.read(in: 1...Self.maxCount)
        isLost = try state.readBool()
        age = try state.read(in: 0...Self.maxCount)
        first = try Sighting(from: &state)
        last = try Sighting(from: &state)
        guard first.isSound, last.isSound else { throw state.unsound("a track was seen nowhere") }
        recent = try RecentSightings(from: &state)
        heading = try Heading(from: &state)
        path = try TrackPath(from: &state)
    }

    func save(to state: inout StateWriter) {
        state.write(id)
        motion.save(to: &state)
        anchor.save(to: &state)
        state.write(label)
        state.write(confidence)
        state.write(unseenFrames)
        state.write(streak)
        state.write(sightings)
        state.write(isLost)
        state.write(age)
        first.save(to: &state)
        last.save(to: &state)
        recent.save(to: &state)
        heading.save(to: &state)
        path.save(to: &state)
    }

    /// Frames on of which nothing is known, such as those that a lost instance has seen: they do not count as frames out
    /// of sight.
    mutating func coast(frames: Int) {
        for _ in 0..<frames {
            if unseenFrames > 0 { motion.holdSize() }
            motion.predict()
        }
        age += frames
    }

    mutating func predict() {
        if unseenFrames > 0 {
            streak = 0
            motion.holdSize()
        }
        motion.predict()
        unseenFrames += 1
        age += 1
    }

    mutating func update(_ detection: Detection, at time: FrameTime, reupdates: Bool) {
        if reupdates, unseenFrames > 1 { refilter(to: detection.box) } else { motion.update(detection.box) }
        anchor = motion
        heading = Heading(from: recent.before(age) ?? last.box, to: detection.box)
        recent.note(detection.box, age: age)
        unseenFrames = 0
        streak += 1
        sightings += 1
        confidence = detection.confidence
        last = Sighting(box: detection.box, time: time)
    }

    /// How well the way to a box goes on in the track's direction, −0.5 to 0.5.
    func consistency(with box: Box) -> Float {
        heading.likeness(Heading(from: recent.before(age) ?? last.box, to: box))
    }

    /// OC-SORT's re-update (Cao et al. 2023, section 4.1): what the filter made up while nothing was seen is replaced by
    /// a straight line of virtual observations between the last sighting and this one.
    private mutating func refilter(to box: Box) {
        motion = anchor
        let from = last.box
        for step in 1...unseenFrames {
            let share = Float(step) / Float(unseenFrames)
            let width = from.width + share * (box.width - from.width)
            let height = from.height + share * (box.height - from.height)
            let x = from.centreX + share * (box.centreX - from.centreX)
            let y = from.centreY + share * (box.centreY - from.centreY)
            motion.predict()
            motion.update(Box(x: x - width / 2, y: y - height / 2, width: width, height: height))
        }
    }
}

/// A region that may belong to a track.
struct Detection {
    /// Its position among the item's regions.
    let index: Int
    let box: Box
    let label: Name
    let confidence: Float
}

/// When a frame was.
struct FrameTime {
    let seq: UInt64
    let pts_ns: Int64

    init(seq: UInt64, pts_ns: Int64) {
        self.seq = seq
        self.pts_ns = pts_ns
    }

    /// As it was saved.
    init(from state: inout StateReader) throws(StageError) {
        seq = try state.read()
        pts_ns = try state.read()
    }

    func save(to state: inout StateWriter) {
        state.write(seq)
        state.write(pts_ns)
    }
}

/// Where and when a track was seen.
struct Sighting {
    let box: Box
    let time: FrameTime

    init(box: Box, time: FrameTime) {
        self.box = box
        self.time = time
    }

    /// Whether it can be counted on with: what the stage takes from items is.
    var isSound: Bool {
        let hasSides = box.width > 0 && box.height > 0
        return hasSides && (box.x + box.y + box.area).isFinite && time.pts_ns.magnitude < 1 << 61
    }

    /// As it was saved.
    init(from state: inout StateReader) throws(StageError) {
        box = try state.readBox()
        time = try FrameTime(from: &state)
    }

    func save(to state: inout StateWriter) {
        state.write(box)
        time.save(to: &state)
    }
}
