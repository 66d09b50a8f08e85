import Foundation
import HostCore
import HostMemory
import Synchronization

/// Keeps all that a source says. Frames are held for a while before their pixels are read, so that a slot that is
/// written again too early shows.
final class RecordingSink: CaptureSink {
    struct Frame: Sendable {
        var pts_ns: Int64
        var duration_ns: Int64
        var epoch: UInt32
        var flags: FrameFlags
        var size: [Int]
        var copied_bytes: Int
        var slot: UInt64
        var isAligned: Bool
        /// The pixels without padding, plane after plane.
        var pixels: Data
    }

    struct State: Sendable {
        var descriptors: [StreamDescriptor] = []
        var frames: [Frame] = []
        var epochs: [UInt32] = []
        var breaks: [TimeBreak] = []
        var states: [CaptureState] = []
        var error: HostError?
        var hasEnded = false
        var held: [CapturedFrame] = []
        var calls = 0
    }

    let state = Mutex(State())
    private let store: FrameStore
    private let held: Int
    private let limit: Int
    private let over = DispatchSemaphore(value: 0)
    private let onFrame: @Sendable (Int) -> Void

    /// - Parameters:
    ///   - holding: Frames that stay unread.
    ///   - limit: Frames after which no more are wanted.
    init(
        _ store: FrameStore, holding: Int = 0, limit: Int = .max, onFrame: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.store = store
        held = holding
        self.limit = limit
        self.onFrame = onFrame
    }

    func begin(_ descriptor: StreamDescriptor) { state.withLock { $0.descriptors.append(descriptor) } }
    func discontinuity(_ found: TimeBreak) {
        state.withLock { state in
            state.breaks.append(found)
            if found.startsEpoch { state.epochs.append(found.epoch) }
        }
    }
    func changed(_ value: CaptureState) { state.withLock { $0.states.append(value) } }

    func frame(_ frame: borrowing CapturedFrame) -> CaptureAnswer {
        let copy = copy frame
        let count = state.withLock { state in
            state.held.append(copy)
            while state.held.count > held { read(&state) }
            return state.frames.count + state.held.count
        }
        onFrame(count)
        return count >= limit ? .enough : .more
    }

    private func read(_ state: inout State) {
        let frame = state.held.removeFirst()
        state.frames.append(Self.unpadded(frame))
        store.releaseSlot(frame.slot)
    }

    private static func unpadded(_ frame: CapturedFrame) -> Frame {
        var pixels = Data()
        var isAligned = true
        if let layout = FrameLayout(format: frame.pixelFormat.rawValue, width: frame.width, height: frame.height) {
            for index in 0..<frame.planeCount {
                let plane = layout.planes[index]
                guard let base = frame.plane(index) else { continue }
                if UInt(bitPattern: base) % 64 != 0 || frame.planes[index].row_stride_bytes % 64 != 0 {
                    isAligned = false
                }
                for row in 0..<plane.height {
                    pixels.append(
                        base + row * frame.planes[index].row_stride_bytes, count: plane.width * plane.sample_bytes)
                }
            }
        }
        return Frame(
            pts_ns: frame.pts_ns, duration_ns: frame.duration_ns, epoch: frame.epoch, flags: frame.flags,
            size: [frame.width, frame.height], copied_bytes: frame.copied_bytes, slot: frame.slot, isAligned: isAligned,
            pixels: pixels)
    }

    func end() { finish { $0.hasEnded = true } }
    func failed(_ error: HostError) { finish { $0.error = error } }

    private func finish(_ note: (inout State) -> Void) {
        state.withLock { state in
            note(&state)
            state.calls += 1
        }
        over.signal()
    }

    /// Reads what is still held; call when the source has stopped.
    func drain() {
        state.withLock { state in while !state.held.isEmpty { read(&state) } }
    }

    /// `false` when neither `end` nor `failed` came within the limit, which only bounds a hanging test.
    func wait(seconds: Double = 60) -> Bool {
        let came = over.wait(timeout: .now() + seconds) == .success
        drain()
        return came
    }

    var frames: [Frame] { state.withLock { $0.frames } }
    var error: HostError? { state.withLock { $0.error } }
    var descriptors: [StreamDescriptor] { state.withLock { $0.descriptors } }
    var states: [CaptureState] { state.withLock { $0.states } }
    var hasEnded: Bool { state.withLock { $0.hasEnded } }
}
