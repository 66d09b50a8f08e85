import HostCore

/// A recording that was opened: what is in it, and where.
///
/// Constant once made, so any thread may use it; each reads items with a ``RecordingCursor`` of its own.
public final class Recording: Sendable {
    /// Where an edge's items lie.
    struct Track: Sendable {
        var edge: RecordedEdge
        /// Streams by their number in the recorded run.
        var streams: [UInt32: RecordedStream] = [:]
        /// Places of blocks, in order.
        var items: [UInt64] = []
        var item_bytes: UInt64 = 0
        /// Items that were left out, because the disk was too slow.
        var leftOut: UInt64 = 0
    }

    /// How it ends.
    public enum Ending: Sendable, Hashable {
        /// As it should, for a reason.
        case closed(RecordingEnd, String)
        /// The process that wrote it ended first, and so many bytes of a last block were left out.
        case cut(at_bytes: UInt64, bytes: UInt64)
    }

    /// The file, as it was named.
    public let path: String
    /// What it says of itself.
    public let facts: RecordingFacts
    /// How it ends.
    public let ending: Ending
    /// Size of the file.
    public let size_bytes: UInt64
    /// What is wrong with the file, when it was opened although something is.
    public let damage: HostError?
    let tracks: [Track]
    /// Texts by number, from 1.
    let names: [String]
    let file: RecordingFile

    /// Opens a recording and goes through its blocks. Contents of items are looked at when they are read.
    /// - Throws: `file`, when it cannot be read, is no recording, is of an unknown version, or is damaged: with the place.
    /// - Parameter isWhole: Refuses one that is damaged; else what stands before the damage is used, and ``damage`` says
    ///   what is behind it.
    public init(_ path: String, isWhole: Bool = true) throws(HostError) {
        let file = try RecordingFile(path)
        var scan = RecordingScan(file)
        var damage: HostError?
        do throws(HostError) {
            try scan.run()
        } catch {
            guard !isWhole, scan.facts != nil else { throw error }
            damage = error
        }
        self.damage = damage
        guard let facts = scan.facts else { throw file.error("holds nothing yet: it ends within its first block") }
        self.path = path
        self.facts = facts
        self.file = file
        ending = scan.ending
        size_bytes = file.size_bytes
        tracks = scan.tracks
        names = scan.names
    }

    /// The edges in it.
    public var edges: [RecordedEdge] { tracks.map(\.edge) }

    /// Items of an edge.
    public func itemCount(of edge: Int) -> Int { tracks[edge].items.count }

    /// The number of the edge with the given name.
    public func edge(named name: String) -> Int? { tracks.firstIndex { $0.edge.name == name } }

    /// When the first item was captured, on the clock of the recorded run; `nil` when there is none.
    /// - Throws: `file`, when a first item is damaged.
    public func firstCapture_ns() throws(HostError) -> Int64? {
        let cursor = RecordingCursor(self)
        var first: Int64?
        for track in tracks {
            guard let place = track.items.first else { continue }
            let time_ns = try cursor.item(at: place).item.capture_ns
            first = min(first ?? time_ns, time_ns)
        }
        return first
    }

    /// Whether all is in it that was to be; if not, why.
    public var flaw: String? {
        let lost = tracks.reduce(0) { $0 + $1.leftOut }
        var reasons: [String] = []
        switch ending {
        case .cut(let at, let bytes):
            reasons.append(
                "it was not closed: it is used up to byte \(at)"
                    + (bytes > 0 ? ", and the \(bytes) bytes of a block that was cut off are left out" : ""))
        case .closed(.done, _): break
        case .closed(_, let reason): reasons.append(reason)
        }
        if lost > 0 {
            reasons.append("\(lost) items were left out while it was written, because the disk was too slow")
        }
        return reasons.isEmpty ? nil : "the recording '\(path)' is not whole: \(reasons.joined(separator: "; "))"
    }
}
