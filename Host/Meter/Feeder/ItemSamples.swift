import CHostShim
import Glibc
import HostBench
import HostCapture
import HostCore
import HostMemory
import Synchronization

/// What is fed to a stage, again and again from the start.
struct ItemSamples: Sendable {
    var pictures: [Picture] = []
    var packets: [[UInt8]] = []
    var width: Int { pictures.first?.width ?? 0 }
    var height: Int { pictures.first?.height ?? 0 }

    private static let madeUp = 8
    private static let packetLimit_bytes = 64 << 20

    /// Everything that the stage's inputs need.
    /// - Throws: Why a clip or a packet cannot be read.
    static func make(_ request: MeterRequest, _ manifest: StageManifest) throws(HostError) -> ItemSamples {
        var samples = ItemSamples()
        if let format = PixelFormat(name: request.format) {
            samples.pictures =
                request.clip.isEmpty
                ? (0..<madeUp).map { Picture(format, request.width, request.height, seed: request.seed, step: $0) }
                : try ClipFrames.read(request.clip, format)
        }
        for path in request.packets { samples.packets.append(try packet(path)) }
        return samples
    }

    private static func packet(_ path: String) throws(HostError) -> [UInt8] {
        guard let file = fopen(path, "rbe") else {
            throw HostError(.file, "the packet \(path) cannot be read: error \(errno); name a file")
        }
        defer { fclose(file) }
        var facts = stat()
        guard fstat(fileno(file), &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, facts.st_size > 0,
            facts.st_size <= packetLimit_bytes
        else { throw HostError(.file, "the packet \(path) is no file, empty, or larger than 64 MiB") }
        let size = Int(facts.st_size)
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = fread(buffer.baseAddress, 1, size, file)
        }
    }
}

/// The first frames of a clip, as many as fit into a bound of memory.
final class ClipFrames: CaptureSink {
    private struct State {
        var pictures: [Picture] = []
        var failure: HostError?
        var isDone = false
        var other: PixelFormat?
    }

    private static let limit_bytes = 256 << 20
    private static let mostFrames = 120
    private static let patience_ns: Int64 = 15_000_000_000

    private let format: PixelFormat
    private let store: FrameStore
    private let state = Mutex(State())

    private init(_ format: PixelFormat, _ store: FrameStore) {
        self.format = format
        self.store = store
    }

    /// Reads them.
    /// - Throws: Why the clip cannot be read, or that it does not come in the format.
    static func read(_ clip: String, _ format: PixelFormat) throws(HostError) -> [Picture] {
        let store = FrameStore()
        let sink = ClipFrames(format, store)
        let isAddress = clip.contains(":")
        var request = CaptureRequest(
            name: "input", source: .uri(isAddress ? clip : "file:\(clip)"), formats: [format])
        request.pace = .max
        let source = try CaptureFactory.make(request, memory: store, clock: ClipClock(), sink: sink)
        try source.start()
        let deadline_ns = shim_monotonic_ns() + patience_ns
        while !sink.state.withLock({ $0.isDone }), shim_monotonic_ns() < deadline_ns { usleep(2000) }
        source.stop()
        return try sink.result(clip)
    }

    private func result(_ clip: String) throws(HostError) -> [Picture] {
        let (pictures, failure, other) = state.withLock { ($0.pictures, $0.failure, $0.other) }
        if !pictures.isEmpty { return pictures }
        if let failure { throw failure }
        if let other {
            throw HostError(
                .source, "\(clip) comes in \(other) and cannot be had in \(format); ask for --format \(other)")
        }
        throw HostError(.source, "\(clip) gave no frame within \(Self.patience_ns / 1_000_000_000) s; try another clip")
    }

    func begin(_ descriptor: StreamDescriptor) {}
    func discontinuity(_ found: TimeBreak) {}
    func changed(_ state: CaptureState) {}
    func end() { state.withLock { $0.isDone = true } }
    func failed(_ error: HostError) {
        state.withLock { state in
            state.failure = error
            state.isDone = true
        }
    }

    func frame(_ frame: borrowing CapturedFrame) -> CaptureAnswer {
        let picture = Picture(frame, format: format)
        let other = frame.pixelFormat
        store.releaseSlot(frame.slot)
        return state.withLock { state in
            guard let picture else {
                state.other = other
                state.isDone = true
                return .enough
            }
            state.pictures.append(picture)
            let frame_bytes = picture.planes.reduce(0) { $0 + $1.bytes.count }
            let isEnough =
                state.pictures.count >= Self.mostFrames
                || (state.pictures.count + 1) * frame_bytes > Self.limit_bytes
            if isEnough { state.isDone = true }
            return isEnough ? .enough : .more
        }
    }
}

/// The clocks of this machine, for a source that is read as fast as it goes.
private final class ClipClock: HostClock {
    var now_ns: Int64 { shim_monotonic_ns() }
    var wall_ns: Int64 { shim_wall_ns() }
    func sleep(until deadline_ns: Int64, unless isCancelled: () -> Bool) {
        while !isCancelled(), now_ns < deadline_ns { usleep(1000) }
    }
}
