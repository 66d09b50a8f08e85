import CSluice
import Glibc
import HostCore
import HostMemory

/// Stands in the place of a stage without inputs: gives what that stage gave when it was recorded. To the runtime it is
/// a stage like any other.
///
/// One thread at a time uses an instance, as the contract says.
final class ReplayStage {
    /// Items of all output ports, in the order in which they were written.
    struct Entry {
        var place: UInt64
        var port: UInt32
    }

    private let recording: Recording
    private let entries: [Entry]
    private let pace: ReplayPace
    private let clock: any HostClock
    private let host: UnsafePointer<sluice_host>
    private let context: OpaquePointer
    private let cursor: RecordingCursor
    private let order: ReplayOrder?
    private let name: String
    private let turn: Int
    /// An item was given, and what followed from it is handed on only after the call.
    private var hasGiven = false
    private var next = 0
    private static let nap_ns: Int64 = 50_000_000

    init(
        _ recording: Recording, entries: [Entry], pace: ReplayPace, clock: any HostClock,
        order: ReplayOrder?, host: UnsafePointer<sluice_host>, context: OpaquePointer, name: String
    ) {
        (self.order, self.name) = (order, name)
        turn = order?.join(entries.map(\.place)) ?? 0
        (self.recording, self.entries, self.pace, self.clock) = (recording, entries, pace, clock)
        (self.host, self.context) = (host, context)
        let names = recording.names.map { name in
            var name = name
            return name.withUTF8 { utf8 in
                utf8.withMemoryRebound(to: CChar.self) {
                    host.pointee.intern(context, $0.baseAddress, UInt64($0.count))
                }
            }
        }
        cursor = RecordingCursor(recording, names: names)
    }

    deinit { order?.leave(turn) }

    /// Emits the next item and those that were made with it, once it is due, and its turn has come.
    func produce() -> sluice_status {
        passTurn()
        guard next < entries.count else {
            guard takesTurn() else { return SLUICE_NEED_MORE }
            order?.leave(turn, ending: name)
            return SLUICE_END
        }
        return produceNext()
    }

    private func passTurn() {
        guard hasGiven else { return }
        hasGiven = false
        let last = entries.indices.contains(next - 1) ? entries[next - 1].place + 1 : 0
        order?.pass(turn, next: next < entries.count ? entries[next].place : last)
    }

    private func takesTurn() -> Bool {
        guard let order else { return true }
        let end_ns = clock.now_ns &+ Self.nap_ns
        return order.take(turn) { clock.now_ns > end_ns }
    }

    private func produceNext() -> sluice_status {
        do throws(HostError) {
            let first = try cursor.item(at: entries[next].place)
            if let due_ns = pace.due_ns(first.item.capture_ns), due_ns > clock.now_ns {
                clock.sleep(until: min(due_ns, clock.now_ns &+ Self.nap_ns), unless: { false })
                if due_ns > clock.now_ns { return SLUICE_NEED_MORE }
            }
            guard takesTurn() else { return SLUICE_NEED_MORE }
            hasGiven = true
            let seq = first.item.seq
            var status = emit(first, entries[next].port)
            next += 1
            while status >= 0, next < entries.count {
                let decoded = try cursor.item(at: entries[next].place)
                guard decoded.item.seq == seq else { break }
                status = emit(decoded, entries[next].port)
                // Too many for one call: the rest comes with the next one.
                if status == SLUICE_E_LIMIT { return SLUICE_OK }
                next += 1
            }
            return status < 0 && status != SLUICE_CANCELLED ? status : SLUICE_OK
        } catch {
            next = entries.count
            return report(SLUICE_E_IO, error.message)
        }
    }

    private func emit(_ decoded: DecodedItem, _ port: UInt32) -> sluice_status {
        guard let picture = decoded.picture else {
            return withUnsafePointer(to: decoded.item) { host.pointee.emit(context, port, $0) }
        }
        return emit(decoded.item, picture, port)
    }

    private func emit(_ item: sluice_item, _ picture: RecordedPicture, _ port: UInt32) -> sluice_status {
        var item = item
        var frame = sluice_frame()
        var planes: [UnsafeMutablePointer<UInt8>?] = [nil, nil, nil, nil]
        let status = withUnsafePointer(to: picture.frame) { like in
            var spec = sluice_frame_spec()
            spec.struct_size = UInt32(MemoryLayout<sluice_frame_spec>.size)
            (spec.pixel_format, spec.width) = (like.pointee.pixel_format, like.pointee.width)
            (spec.height, spec.like) = (like.pointee.height, like)
            return host.pointee.frame_alloc(context, &spec, &frame, &planes)
        }
        guard status == SLUICE_OK else { return report(status, "there is no memory for a frame of the recording") }
        let shown = [frame.planes.0, frame.planes.1, frame.planes.2, frame.planes.3]
        picture.write(to: planes, strides: shown.map { Int($0.row_stride_bytes) })
        return withUnsafePointer(to: frame) { frame in
            item.payload.frame = frame
            return withUnsafePointer(to: item) { host.pointee.emit(context, port, $0) }
        }
    }

    private func report(_ status: sluice_status, _ text: String) -> sluice_status {
        var text = text
        text.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) {
                host.pointee.report_error(context, status, $0.baseAddress, UInt64($0.count))
            }
        }
        return status
    }
}
