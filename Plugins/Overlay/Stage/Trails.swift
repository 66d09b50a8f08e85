import PluginSDK

/// The way that tracks went, as rings of points.
struct Trails {
    /// More tracks than this at once have no trail.
    static let capacity = 256

    /// One track's way.
    struct Trail {
        let stream: UInt32
        let track: UInt64
        var lastSeq: UInt64
        fileprivate var points: [(x: Int, y: Int)] = []
        fileprivate var next = 0

        /// Calls `body` with each stretch, oldest first.
        func forEachStretch(_ body: ((x: Int, y: Int), (x: Int, y: Int)) -> Void) {
            guard points.count > 1 else { return }
            for step in 1..<points.count {
                body(points[(next + step - 1) % points.count], points[(next + step) % points.count])
            }
        }
    }

    private let length: Int
    private var trails: [Trail] = []

    init(length: Int) { self.length = length }

    /// Adds a point, and gives the whole way.
    mutating func add(_ point: (x: Int, y: Int), _ stream: UInt32, _ track: UInt64, _ seq: UInt64) -> Trail? {
        guard length > 0, let index = position(stream, track, seq) else { return nil }
        trails[index].lastSeq = seq
        if trails[index].points.count < length {
            trails[index].points.append(point)
        } else {
            trails[index].points[trails[index].next] = point
            trails[index].next = (trails[index].next + 1) % length
        }
        return trails[index]
    }

    /// Forgets a track.
    mutating func end(_ stream: UInt32, _ track: UInt64) {
        trails.removeAll { $0.stream == stream && $0.track == track }
    }

    /// Forgets a stream, or all.
    mutating func end(_ stream: UInt32?) { trails.removeAll { stream == nil || $0.stream == stream } }

    private mutating func position(_ stream: UInt32, _ track: UInt64, _ seq: UInt64) -> Int? {
        for index in trails.indices where trails[index].track == track && trails[index].stream == stream {
            return index
        }
        if trails.count >= Trails.capacity { dropStale(stream, seq) }
        guard trails.count < Trails.capacity else { return nil }
        trails.append(Trail(stream: stream, track: track, lastSeq: seq))
        trails[trails.count - 1].points.reserveCapacity(length)
        return trails.count - 1
    }

    private mutating func dropStale(_ stream: UInt32, _ seq: UInt64) {
        let oldest = seq - min(seq, UInt64(length))
        trails.removeAll { $0.stream == stream && $0.lastSeq < oldest }
    }
}
