import CSluice
import HostCore
import HostMemory

/// Reads items of a recording in the order in which it is asked. One thread.
final class RecordingCursor {
    private let recording: Recording
    private let reader: BlockReader
    private let name: (UInt32) -> UInt32?
    private var arena = Arena()

    /// - Parameter names: The run's number of each text of the recording, in order; `nil` for the recording's own.
    init(_ recording: Recording, names: [UInt32]? = nil) {
        self.recording = recording
        reader = BlockReader(recording.file)
        let count = UInt32(recording.names.count)
        name = { number in
            guard number >= 1, number <= count else { return nil }
            return names.map { $0[Int(number) - 1] } ?? number
        }
    }

    /// An item, in place until the next call.
    /// - Throws: `file`, with the place, when it is damaged.
    func item(at place: UInt64) throws(HostError) -> DecodedItem {
        arena.reset()
        let (head, content) = try reader.block(at: place)
        var decoder = ItemDecoder(content, name: name)
        do throws(FieldReader.Short) {
            var decoded = try decoder.read(&arena)
            decoded.item.stream = head.stream
            return decoded
        } catch {
            throw recording.file.damaged(head.number, at: place, "its item does not hold together")
        }
    }
}
