import CRecording
import CSluice
import Foundation
import HostCore
import HostMemory
import Recordings
import SluiceTestKit
import Testing

@testable import HostReplay

@Suite("Recordings")
struct RecordingTests {
    private let folder = TestFolder()

    private func recording(items: Int = 30, name: String = "a.slr") throws -> String {
        let path = folder.path + "/" + name
        try SampleRecording.write(to: path, items: items)
        return path
    }

    private func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

    private func opened(_ bytes: [UInt8], _ name: String = "b.slr") throws -> Recording {
        try Recording(written(bytes, name))
    }

    private func written(_ bytes: [UInt8], _ name: String = "b.slr") throws -> String {
        let path = folder.path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test("items of every kind come back as they went in, pixel by pixel and name by name")
    func roundTrip() throws {
        let recording = try Recording(try recording())
        #expect(recording.facts == SampleRecording.facts)
        #expect(recording.edges.map(\.name) == ["door", "best"] && recording.itemCount(of: 0) == 30)
        let cursor = RecordingCursor(recording)
        var items = SampleItems()
        for (number, place) in recording.tracks[0].items.enumerated() {
            let decoded = try cursor.item(at: place)
            // Compared as bytes, with texts for names: two items are the same when what is written of them is.
            var kept = ByteBuffer()
            let store = FrameStore(slotsPerSlab: 2)
            try Self.with(decoded, store) { item in
                ItemEncoder.write(item, to: &kept) { $0 == 0 ? 0 : Self.hash(recording.names[Int($0) - 1]) }
            }
            let isSame = items.with(number) { item in
                var wanted = ByteBuffer()
                ItemEncoder.write(item, to: &wanted) { $0 == 0 ? 0 : Self.hash(SampleItems.text($0)) }
                return wanted.bytes.elementsEqual(kept.bytes)
            }
            #expect(isSame, "item \(number)")
        }
    }

    private static func hash(_ text: String) -> UInt32 { text.utf8.reduce(17) { $0 &* 31 &+ UInt32($1) } }

    private static func with(
        _ decoded: DecodedItem, _ store: FrameStore, _ body: (UnsafePointer<sluice_item>) -> Void
    ) throws {
        guard let picture = decoded.picture else { return withUnsafePointer(to: decoded.item) { body($0) } }
        let memory = UnsafeMutableRawPointer.allocate(byteCount: picture.layout.total_bytes, alignment: 64)
        defer { memory.deallocate() }
        picture.write(to: memory)
        var frame = picture.frame
        withUnsafeMutableBytes(of: &frame.planes) { bytes in
            let planes = bytes.bindMemory(to: sluice_plane.self)
            for i in 0..<picture.layout.planeCount {
                let plane = picture.layout.planes[i]
                planes[i].data = UnsafePointer((memory + plane.offset_bytes).assumingMemoryBound(to: UInt8.self))
                planes[i].row_stride_bytes = UInt32(plane.row_stride_bytes)
            }
        }
        var item = decoded.item
        withUnsafePointer(to: frame) { frame in
            item.payload.frame = frame
            withUnsafePointer(to: item) { body($0) }
        }
    }

    @Test("a file that was cut off anywhere opens with all whole blocks before that place")
    func cuts() throws {
        let whole = try bytes(try recording())
        let count = try opened(whole).tracks[0].items.count
        var last = 0
        // Every place within the first blocks, then places all over.
        var random = SeededRandom(seed: 7)
        let places = Array(24..<700) + (0..<120).map { _ in Int.random(in: 700..<whole.count, using: &random) }
        for place in places.sorted() {
            let path = try written(Array(whole.prefix(place)))
            guard let cut = try? Recording(path) else {
                #expect(last == 0, "byte \(place) cannot be opened although earlier ones can")
                continue
            }
            guard case .cut(let at, let rest) = cut.ending else {
                Issue.record("byte \(place): \(cut.ending)")
                continue
            }
            #expect(Int(at + rest) == place && cut.flaw?.contains("was not closed") == true)
            #expect(cut.tracks.isEmpty || cut.tracks[0].items.count >= last && cut.tracks[0].items.count <= count)
            last = cut.tracks.first?.items.count ?? 0
            #expect(RecordingSummary(cut).damage == nil)
        }
        #expect(last > 0)
    }

    @Test("zeros behind the last block, as a power failure leaves them, are a cut")
    func zeros() throws {
        let whole = try bytes(try recording())
        let cut = try opened(Array(whole.prefix(3000)) + [UInt8](repeating: 0, count: 9000))
        guard case .cut = cut.ending else {
            // The cut may lie within a block: then the zeros stand in its content, and it is damaged.
            return
        }
        #expect(!cut.tracks.isEmpty)
    }

    @Test("each flipped bit is found, with its place", arguments: 1...4 as ClosedRange<UInt64>)
    func flips(seed: UInt64) throws {
        let whole = try bytes(try recording())
        var random = SeededRandom(seed: seed)
        for _ in 0..<150 {
            let bit = Int.random(in: 0..<whole.count * 8, using: &random)
            var spoilt = whole
            spoilt[bit / 8] ^= 1 << UInt8(bit % 8)
            let path = try written(spoilt)
            do {
                let recording = try Recording(path)
                let damage = try #require(RecordingSummary(recording).damage, "seed \(seed), bit \(bit) went unseen")
                #expect("\(damage)".contains("at byte"), "\(damage)")
            } catch let error as HostError {
                #expect(error.code == .file && error.message.contains(path), "seed \(seed), bit \(bit): \(error)")
                #expect(
                    error.message.contains("at byte") || error.message.contains("is no recording"),
                    "seed \(seed), bit \(bit): \(error)")
            }
        }
    }

    @Test("an unknown version is refused by its number")
    func version() throws {
        var spoilt = try bytes(try recording())
        spoilt[8] = 9
        let check = spoilt.withUnsafeBytes { RecordingFormatTests.check($0, 16) }
        withUnsafeBytes(of: check.littleEndian) { spoilt.replaceSubrange(16..<24, with: $0) }
        let error = #expect(throws: HostError.self) { try opened(spoilt) }
        #expect(error?.message.contains("is of version 9, and this program reads version 1") == true)
    }

    @Test("what is missing, doubled or behind the end is damage")
    func blocks() throws {
        let whole = try bytes(try recording())
        let places = RecordingFormatTests.places(whole)
        let missing = Array(whole[..<places[5]] + whole[places[6]...])
        #expect(throws: HostError.self) { try opened(missing) }
        let doubled = Array(whole[..<places[6]] + whole[places[5]...])
        #expect(throws: HostError.self) { try opened(doubled) }
        #expect(throws: HostError.self) { try opened(whole + whole[places[5]..<places[6]]) }
    }

    @Test("a file that is none, empty, or a folder is refused with a reason")
    func strangers() throws {
        #expect(throws: HostError.self) { try opened([]) }
        #expect(throws: HostError.self) { try opened(Array("sluice: 1\nstreams: {}\nstages: {}\n".utf8)) }
        #expect(throws: HostError.self) { try Recording(folder.path) }
        #expect(throws: HostError.self) { try Recording(folder.path + "/absent") }
    }

    @Test("the file keeps to its limit, is closed there, and reads")
    func limit() throws {
        let path = folder.path + "/limited.slr"
        let state = try SampleRecording.write(to: path, items: 4000, limit_bytes: 100 << 10)
        guard case .stopped(.limit, let reason) = state else {
            Issue.record("\(state)")
            return
        }
        #expect(reason.contains("100kB") && reason.contains("--record-limit"))
        let recording = try Recording(path)
        #expect(recording.size_bytes <= 100 << 10 && recording.size_bytes > 80 << 10)
        guard case .closed(.limit, _) = recording.ending else {
            Issue.record("\(recording.ending)")
            return
        }
        #expect(RecordingSummary(recording).damage == nil && recording.itemCount(of: 0) > 10)
    }

    @Test("a recording is not written over")
    func existing() throws {
        let path = try recording()
        let before = try bytes(path)
        #expect(throws: HostError.self) { try SampleRecording.write(to: path, items: 1) }
        #expect(try bytes(path) == before)
    }

    @Test("a full device is told at once")
    func full() {
        let error = #expect(throws: HostError.self) { try SampleRecording.write(to: "/dev/full", items: 1) }
        #expect(error?.message.contains("No space left on device") == true)
    }
}

/// Places in a file, worked out as docs/record-replay.md describes them.
enum RecordingFormatTests {
    static func check(_ bytes: UnsafeRawBufferPointer, _ count: Int) -> UInt64 {
        shim_xxh3(bytes.baseAddress, UInt64(count))
    }

    /// Where blocks begin.
    static func places(_ bytes: [UInt8]) -> [Int] {
        var places: [Int] = []
        var at = 24
        while at + 48 <= bytes.count {
            places.append(at)
            at += 48 + (0..<8).reduce(0) { $0 | Int(bytes[at + 24 + $1]) << (8 * $1) }
        }
        return places
    }
}
