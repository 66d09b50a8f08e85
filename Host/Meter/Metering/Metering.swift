import CAllocationCount
import CHostShim
import CSluice
import HostBench
import Synchronization

/// Stands between the host and the stage that is measured: times each call that works on items, and lets allocations count
/// while it is under way.
///
/// Concurrency model: the stage's thread makes the calls, one at a time, and writes all that is not atomic; the main thread
/// prepares before and reads after the graph has ended.
final class Metering: @unchecked Sendable {
    // Sound: see the concurrency model above.
    static let shared = Metering()

    var memory = Measurement.Memory()
    let calls = Atomic<UInt64>(0)
    /// Whether a source has given as many items as were wanted.
    private let done = Atomic<Bool>(false)
    private(set) var startTime_ns: Int64 = 0
    private var endTime_ns: Int64 = 0
    private var times_ns = UnsafeMutablePointer<Int64>.allocate(capacity: 1)
    private var capacity = 0
    private var timeCount = 0
    private var measuredCalls: Int64 = 0
    private var errors: Int64 = 0
    private(set) var warmUp = 0
    private var limit_ns: Int64 = 0
    private var isSource = false
    private var isMeasuring = false
    private var atStart = shim_allocations()
    private var atEnd = shim_allocations()
    private var emittedAtStart: UInt64 = 0
    private var lastNews_ns: Int64 = 0
    private var channel: MeterChannel?
    var emitted: UInt64 = 0
    var host: UnsafePointer<sluice_host>?
    var inner: UnsafePointer<sluice_stage_class>?
    let table = UnsafeMutablePointer<sluice_stage_class>.allocate(capacity: 1)
    let hostTable = UnsafeMutablePointer<sluice_host>.allocate(capacity: 1)

    private static let news_ns: Int64 = 200_000_000
    private static let leastItems = 10

    var isDone: Bool { done.load(ordering: .relaxed) }

    func prepare(capacity: Int, warmUp: Int, limit_ns: Int64, isSource: Bool, _ channel: MeterChannel) {
        times_ns = .allocate(capacity: capacity)
        // Touched now, so that it is no growth of the stage's.
        times_ns.initialize(repeating: 0, count: capacity)
        self.capacity = capacity
        self.warmUp = warmUp
        self.limit_ns = limit_ns
        self.isSource = isSource
        self.channel = channel
    }

    /// From here on calls count.
    func begin() {
        guard !isMeasuring else { return }
        memory.started_bytes = MemoryFigures.resident_bytes
        channel?.send(MeterAnswer.at("measuring"))
        atStart = shim_allocations_read()
        emittedAtStart = emitted
        startTime_ns = shim_monotonic_ns()
        isMeasuring = true
    }

    /// Whether enough has been measured for the time that there is.
    var isOverTime: Bool {
        isMeasuring && measuredCalls >= Int64(Self.leastItems) && shim_monotonic_ns() - startTime_ns >= limit_ns
    }

    /// Tells the parent that all is well.
    func tellNews() {
        let now_ns = shim_monotonic_ns()
        guard now_ns - lastNews_ns >= Self.news_ns else { return }
        lastNews_ns = now_ns
        channel?.send(MeterAnswer.at(isMeasuring ? "measuring" : "warming up"))
    }

    /// After the last item.
    func finish() {
        guard memory.end_bytes == 0 else { return }
        atEnd = shim_allocations_read()
        if endTime_ns == 0 { endTime_ns = shim_monotonic_ns() }
        memory.end_bytes = MemoryFigures.resident_bytes
        memory.peak_bytes = MemoryFigures.peak_bytes
        if memory.started_bytes == 0 { memory.started_bytes = memory.end_bytes }
    }

    /// Times one call on an item.
    @inline(__always)
    func process(_ call: () -> sluice_status) -> sluice_status {
        let status = timed(call)
        calls.wrappingAdd(1, ordering: .releasing)
        return status
    }

    /// Times one call of a source, and ends it when it has given enough.
    func produce(_ call: () -> sluice_status) -> sluice_status {
        if isDone { return SLUICE_END }
        if emitted >= UInt64(warmUp) { begin() }
        tellNews()
        let status = timed(call)
        let isEnough = emitted - min(emitted, emittedAtStart) >= UInt64(capacity - warmUp) && isMeasuring
        guard isEnough || isOverTime else { return status }
        endTime_ns = shim_monotonic_ns()
        done.store(true, ordering: .relaxed)
        return status < 0 ? status : SLUICE_END
    }

    @inline(__always)
    private func timed(_ call: () -> sluice_status) -> sluice_status {
        if isMeasuring { shim_allocations_open() }
        shim_plugin_enter()
        let start_ns = shim_monotonic_ns()
        let status = call()
        let end_ns = shim_monotonic_ns()
        shim_plugin_leave()
        shim_allocations_close()
        guard isMeasuring else { return status }
        measuredCalls += 1
        if status < 0 {
            errors += 1
        } else if timeCount < capacity {
            times_ns[timeCount] = end_ns - start_ns
            timeCount += 1
        }
        return status
    }

    /// All that was measured, but what only the graph knows.
    var measurement: Measurement {
        var result = Measurement()
        result.times_ns = UnsafeBufferPointer(start: times_ns, count: timeCount).sorted()
        result.emitted = Int64(emitted - emittedAtStart)
        result.items = isSource ? result.emitted : measuredCalls
        result.elapsed_ns = max(0, endTime_ns - startTime_ns)
        result.allocations = Int64(atEnd.count - atStart.count)
        result.allocated_bytes = Int64(atEnd.bytes - atStart.bytes)
        result.errors = errors
        result.memory = memory
        return result
    }
}
