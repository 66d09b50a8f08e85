import PluginSDK

/// One object followed over time.
struct Track {
    /// Unique in the stream; 0 until the track is confirmed.
    var id: UInt64 = 0
    var motion: BoxMotion
    let label: Name
    var confidence: Float
    /// Frames since it was last seen; 0 when it was seen in this one.
    var unseenFrames = 0
    /// Sightings in a row after the first.
    var streak = 0
    /// Frames in which it was seen.
    var sightings = 1
    let first: Sighting
    var last: Sighting

    init(_ detection: Detection, at time: FrameTime) {
        motion = BoxMotion(detection.box)
        label = detection.label
        confidence = detection.confidence
        first = Sighting(box: detection.box, time: time)
        last = first
    }

    mutating func predict() {
        motion.predict()
        if unseenFrames > 0 { streak = 0 }
        unseenFrames += 1
    }

    mutating func update(_ detection: Detection, at time: FrameTime) {
        motion.update(detection.box)
        unseenFrames = 0
        streak += 1
        sightings += 1
        confidence = detection.confidence
        last = Sighting(box: detection.box, time: time)
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
}

/// Where and when a track was seen.
struct Sighting {
    let box: Box
    let time: FrameTime
}
