import CVideoDecoder
import PluginSDK

/// Frames of the host that libavcodec decodes into: before they are emitted they are new frames, after that held ones, as
/// long as libavcodec looks at them for later pictures.
final class RoomTable {
    private final class Entry {
        let id: UInt64
        let colour: ColourCode
        var new: NewFrame?
        var held: HeldFrame?
        init(_ id: UInt64, _ new: consuming NewFrame, _ colour: ColourCode) {
            self.id = id
            self.new = consume new
            self.colour = colour
        }
    }
    private var entries: [Entry] = []
    private var nextID: UInt64 = 1

    /// Frames that libavcodec has.
    var count: Int { entries.count }

    /// Makes a frame and describes its memory.
    func add(_ frame: consuming NewFrame, _ colour: ColourCode) -> video_room {
        var frame = frame
        var room = video_room()
        room.id = nextID
        nextID += 1
        room.width = UInt32(frame.width)
        room.height = UInt32(frame.height)
        room.row_stride_bytes = (
            UInt32(frame.row_stride_bytes(0)), UInt32(frame.row_stride_bytes(1)), UInt32(frame.row_stride_bytes(2))
        )
        room.planes = (frame.address(0), frame.address(1), frame.address(2))
        entries.append(Entry(room.id, frame, colour))
        return room
    }

    /// The frame of a room that is to be emitted, if it has not been and its colour is as given.
    func take(_ id: UInt64, _ colour: ColourCode) -> NewFrame? {
        guard let entry = entries.first(where: { $0.id == id }), entry.colour == colour else { return nil }
        return entry.new.take()
    }

    /// Keeps the emitted frame of a room until libavcodec lets go of it.
    func hold(_ id: UInt64, _ frame: consuming HeldFrame) {
        guard let entry = entries.first(where: { $0.id == id }) else { return }
        entry.held = consume frame
    }

    /// Libavcodec has let go of a room: its frame goes back to the host.
    func remove(_ id: UInt64) { entries.removeAll { $0.id == id } }
}

extension NewFrame {
    /// Where a plane lies. The memory stays in place until the frame is emitted or dropped.
    mutating func address(_ index: Int) -> UnsafeMutablePointer<UInt8>? {
        var plane = plane(index)
        return plane.withUnsafeMutableBufferPointer { $0.baseAddress }
    }
}
