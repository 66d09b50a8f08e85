import CRecording
import HostCore

/// Goes through the blocks of a recording from first to last: heads of all, contents of those that hold text.
struct RecordingScan: ~Copyable {
    private let file: RecordingFile
    private var head = ByteBuffer(capacity: 4096)
    private var reader: BlockReader
    private(set) var facts: RecordingFacts?
    private(set) var tracks: [Recording.Track] = []
    private(set) var names: [String] = []
    private(set) var ending = Recording.Ending.cut(at_bytes: 0, bytes: 0)
    private var blocks: UInt64 = 0
    private var isClosed = false

    init(_ file: RecordingFile) {
        self.file = file
        reader = BlockReader(file)
    }

    mutating func run() throws(HostError) {
        var place = UInt64(RecordingFormat.head_bytes)
        while place < file.size_bytes {
            let left = file.size_bytes - place
            guard left >= UInt64(BlockHead.bytes) else { break }
            try file.read(at: place, BlockHead.bytes, into: &head)
            guard let found = BlockHead(head.bytes) else {
                // What a file system has set aside and never written reads as zeros.
                if try isZero(from: place) { break }
                throw file.damaged(blocks, at: place, "there is no block")
            }
            guard !isClosed else { throw file.damaged(found.number, at: place, "it stands behind the end") }
            guard found.number == blocks else {
                throw file.damaged(blocks, at: place, "block \(found.number) is there")
            }
            guard found.body_bytes <= UInt64(RecordingFormat.block_limit_bytes) else {
                throw file.damaged(blocks, at: place, "it has \(found.body_bytes) bytes")
            }
            guard found.body_bytes <= left - UInt64(BlockHead.bytes) else { break }
            try take(found, at: place)
            place += UInt64(BlockHead.bytes) + found.body_bytes
            blocks += 1
        }
        if !isClosed { ending = .cut(at_bytes: place, bytes: file.size_bytes - place) }
    }

    private mutating func isZero(from place: UInt64) throws(HostError) -> Bool {
        var place = place
        while place < file.size_bytes {
            let count = Int(min(1 << 16, file.size_bytes - place))
            try file.read(at: place, count, into: &head)
            if head.bytes.contains(where: { $0 != 0 }) { return false }
            place += UInt64(count)
        }
        return true
    }

    private mutating func take(_ block: BlockHead, at place: UInt64) throws(HostError) {
        guard (facts == nil) == (block.kind == .beginning) else {
            throw file.damaged(block.number, at: place, "a recording begins with one block that says what it is")
        }
        switch block.kind {
        case .item: try takeItem(block, at: place)
        case .name: try takeName(block, at: place)
        case .beginning, .edge, .stream, .loss, .end: try take(try json(block, at: place), of: block, at: place)
        }
    }

    private mutating func takeItem(_ block: BlockHead, at place: UInt64) throws(HostError) {
        let edge = try track(block, at: place)
        guard tracks[edge].streams[block.stream] != nil else {
            throw file.damaged(block.number, at: place, "an item of a stream that has not begun")
        }
        tracks[edge].items.append(place)
        tracks[edge].item_bytes += block.body_bytes
    }

    private mutating func takeName(_ block: BlockHead, at place: UInt64) throws(HostError) {
        let bytes = try reader.content(of: block, at: place, limit_bytes: RecordingFormat.text_limit_bytes)
        guard bytes.count >= 4, names.count < RecordingFormat.nameLimit,
            UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)) == UInt32(names.count + 1)
        else { throw file.damaged(block.number, at: place, "a name that is none") }
        names.append(String(decoding: bytes.dropFirst(4), as: UTF8.self))
    }

    private func track(_ block: BlockHead, at place: UInt64) throws(HostError) -> Int {
        guard Int(block.edge) < tracks.count else {
            throw file.damaged(block.number, at: place, "it is of an edge that it does not name")
        }
        return Int(block.edge)
    }

    private mutating func json(_ block: BlockHead, at place: UInt64) throws(HostError) -> JSONValue {
        let bytes = try reader.content(of: block, at: place, limit_bytes: RecordingFormat.text_limit_bytes)
        do {
            return try JSONValue.parse(Array(bytes))
        } catch {
            throw file.damaged(block.number, at: place, "its text cannot be read: \(error)")
        }
    }

    private mutating func take(_ json: JSONValue, of block: BlockHead, at place: UInt64) throws(HostError) {
        switch block.kind {
        case .beginning: facts = RecordingFacts(json)
        case .edge:
            guard let edge = RecordedEdge(json), Int(block.edge) == tracks.count,
                tracks.count < RecordingFormat.edgeLimit
            else { break }
            return tracks.append(Recording.Track(edge: edge))
        case .stream:
            let edge = try track(block, at: place)
            guard let stream = RecordedStream(json) else { break }
            tracks[edge].streams[block.stream] = stream
            return
        case .loss:
            let edge = try track(block, at: place)
            guard let count = json["items"]?.integerValue, count >= 0 else { break }
            tracks[edge].leftOut &+= UInt64(count)
            return
        case .end:
            guard let end = json["end"]?.stringValue.flatMap(RecordingEnd.init),
                let reason = json["reason"]?.stringValue
            else { break }
            isClosed = true
            ending = .closed(end, reason)
            return
        case .name, .item: break
        }
        guard block.kind == .beginning, facts != nil else {
            throw file.damaged(block.number, at: place, "its text does not say what it should")
        }
    }
}
