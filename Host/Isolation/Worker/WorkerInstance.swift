import CHostShim
import CSluice
import Glibc
import HostCore
import HostLoading
import HostMemory
import HostSandbox

/// One stage instance in a worker: it waits for calls in its mailbox, makes them, and writes down what the stage gave.
///
/// All calls come on one thread of its own. What a stage may do on any thread (log, look at the clock, at texts and at
/// the cancel flag) uses only what does not change or has a lock.
final class WorkerInstance: @unchecked Sendable {
    // Sound: see above; `thread` is set before the first call.
    let facts: InstanceFacts
    let mailbox: Mailbox
    let worker: WorkerProcess
    var reply: ReplyWriter
    var stage: OpaquePointer?
    var stageClass: UnsafePointer<sluice_stage_class>?
    var arena = Arena()
    var views = FrameViews()
    var slabs: KnownSlabs
    var leases: [Lease] = []
    var emitted: [UInt64] = []
    /// What came in with the call under way.
    var currentItems: [UnsafePointer<sluice_item>] = []
    var currentFrames: [UInt64] = []
    /// When the host last heard the stage's own numbers.
    var metricsTold_ns = Int64.min / 2
    var outputsLeft: Int64 = 0
    var framesHeld: Int64 = 0
    var drafts = DraftCount()
    /// Number of the call under way.
    private(set) var call: UInt64 = 0
    var isInCall = false
    var isStateTooLarge = false
    var thread = pthread_self()
    /// Where the thread says which item it is at.
    private(set) var mark: UnsafeMutablePointer<shim_record_item>?
    private var seenRequests: UInt32 = 0
    private var pauses = AdaptiveSpin(most: Mailbox.looks)
    private var streams: [StreamKey: UnsafeMutableRawPointer] = [:] {
        didSet { streamCount = Int64(Set(streams.keys.map(\.stream)).count) }
    }
    /// How many streams come in.
    private(set) var streamCount: Int64 = 0
    private var createInfo: UnsafeMutableRawPointer?
    private var isOver = false

    struct StreamKey: Hashable {
        var port: UInt32
        var stream: UInt32
    }

    init(_ facts: InstanceFacts, _ mailbox: Mailbox, _ worker: WorkerProcess) {
        self.facts = facts
        self.mailbox = mailbox
        self.worker = worker
        reply = ReplyWriter(mailbox)
        slabs = KnownSlabs(worker.slabs)
    }

    deinit {
        for copy in streams.values { copy.deallocate() }
        createInfo?.deallocate()
    }

    /// Serves calls until the stage is destroyed.
    func run() {
        thread = pthread_self()
        let slot = worker.marks.join()
        mark = slot.map { worker.marks.item($0) }
        while !isOver {
            awaitRequest()
            serve()
        }
        mark = nil
        worker.marks.leave(slot)
    }

    private func awaitRequest() {
        let bell = mailbox.requestBell
        let seen = seenRequests
        if !isSoon(bell, seen) {
            while shim_bell_wait(bell, seen, -1) == seen {}
        }
        seenRequests = seen &+ 1
    }

    /// Whether a request is there before the thread sleeps for long. To look would keep the caller from the processor that
    /// they share; a thread that sleeps for long is free to wake on any.
    private func isSoon(_ bell: UnsafeMutablePointer<shim_bell>, _ seen: UInt32) -> Bool {
        guard ProcessorStay.kept != nil else { return pauses.spin(until: { shim_bell_count(bell) != seen }) }
        if shim_bell_wait(bell, seen, Self.besideCaller_ns) != seen { return true }
        ProcessorStay.leave()
        return false
    }

    /// Longer than a tick of the system: a timer that would be the next to go off costs as much as a wake.
    private static let besideCaller_ns: Int64 = 20_000_000

    /// Goes to its caller's processor, or is free again.
    private func follow(_ processor: Int32) {
        if processor < 0 { ProcessorStay.leave() } else { _ = ProcessorStay.stay(on: processor) }
    }

    private func serve() {
        let request = mailbox.head.pointee.request
        follow(request.processor)
        reply.reset()
        arena.reset()
        worker.names.add(
            block: UnsafeRawBufferPointer(
                start: mailbox.base + Int(request.names_at), count: Int(request.names_bytes)))
        addLeases(request)
        isInCall = true
        call &+= 1
        outputsLeft = facts.maxOutputs
        let status = mapSlabs(request) ? make(request) : noMemory()
        let call = Call(rawValue: request.call)
        if status >= 0 { tellMetrics(call) }
        isInCall = false
        currentItems.removeAll(keepingCapacity: true)
        forgetEmitted()
        finish(status, flags: call == .create || call == .configure ? flags : 0)
    }

    private func finish(_ status: Int32, flags: UInt32) {
        var end = shim_reply()
        end.kind = ReplyKind.done.rawValue
        end.status = status
        end.flags = flags
        if flags & InstanceFlags.hasBatch != 0, let batch = stage.flatMap(batch)?.pointee {
            (end.a, end.b) = (UInt64(batch.max_items), UInt64(max(0, batch.max_wait_ns)))
        }
        if flags & InstanceFlags.hasState != 0 { end.question = stage.flatMap(state)?.pointee.version ?? 0 }
        end.at = UInt64(Mailbox.replyAt)
        end.bytes = UInt64(reply.used)
        end.base = UInt64(UInt(bitPattern: mailbox.base + Mailbox.replyAt))
        mailbox.head.pointee.reply = end
        shim_bell_ring(mailbox.replyBell)
    }

    private func noMemory() -> Int32 {
        report(SLUICE_E_MEMORY, "the worker cannot map the memory of a frame; raise its limits")
        return SLUICE_E_MEMORY
    }

    /// Whether every slab that the call needs is mapped.
    private func mapSlabs(_ request: shim_request) -> Bool {
        withUnsafeBytes(of: request.slabs) { bytes in
            let serials = bytes.bindMemory(to: UInt32.self)
            return (0..<min(Int(request.slab_count), serials.count)).allSatisfy { slabs.base(serials[$0]) != nil }
        }
    }

    private var flags: UInt32 {
        guard let stage, let table = stageClass else { return 0 }
        var flags: UInt32 = table.pointee.advance == nil ? 0 : InstanceFlags.wantsAdvance
        if state(stage) != nil { flags |= InstanceFlags.hasState }
        if params(stage) != nil { flags |= InstanceFlags.hasParams }
        if batch(stage)?.pointee.process != nil { flags |= InstanceFlags.hasBatch }
        if metrics(stage)?.pointee.read != nil { flags |= InstanceFlags.hasMetrics }
        return flags
    }

    /// Asks the host within a call, and waits for its answer.
    func ask(
        _ question: Question, a: UInt64 = 0, b: UInt64 = 0,
        _ bytes: UnsafeRawBufferPointer = .init(start: nil, count: 0)
    ) -> shim_request? {
        guard let at = reply.aside(bytes) else { return nil }
        var asked = shim_reply()
        asked.kind = ReplyKind.question.rawValue
        asked.question = question.rawValue
        asked.at = UInt64(question == .flush ? Mailbox.replyAt : at)
        asked.bytes = UInt64(question == .flush ? reply.used : bytes.count)
        asked.base = UInt64(UInt(bitPattern: mailbox.base)) + asked.at
        (asked.a, asked.b) = (a, b)
        mailbox.head.pointee.reply = asked
        shim_bell_ring(mailbox.replyBell)
        awaitRequest()
        let answer = mailbox.head.pointee.request
        addLeases(answer)
        return mapSlabs(answer) ? answer : nil
    }

    /// Says why the call will return an error.
    func report(_ status: Int32, _ text: String) {
        var text = text
        text.withUTF8 { report(status, UnsafeRawBufferPointer($0)) }
    }

    func report(_ status: Int32, _ text: UnsafeRawBufferPointer) {
        let part = UnsafeRawBufferPointer(rebasing: text.prefix(4096))
        _ = reply.add(shim_entry(.error, a: UInt64(part.count), c: Int64(status)), part)
    }

    /// What a request carries, in this process.
    func reader(_ request: shim_request) -> TreeWire.Reader {
        TreeWire.Reader(start: mailbox.base + Int(request.at), base: request.base)
    }

    /// A copy of what a request carries that outlives the call.
    private func keep(_ request: shim_request) -> (copy: UnsafeMutableRawPointer, reader: TreeWire.Reader) {
        let copy = UnsafeMutableRawPointer.allocate(byteCount: max(16, Int(request.bytes)), alignment: 16)
        memcpy(copy, mailbox.base + Int(request.at), Int(request.bytes))
        return (copy, TreeWire.Reader(start: copy, base: request.base))
    }

    func keepInfo(_ request: shim_request) -> UnsafePointer<sluice_create_info> {
        createInfo?.deallocate()
        let (copy, reader) = keep(request)
        createInfo = copy
        return TreeWire.info(reader)
    }

    func keepStream(_ request: shim_request) -> UnsafePointer<sluice_stream> {
        let (copy, reader) = keep(request)
        let stream = TreeWire.stream(reader)
        streams.updateValue(copy, forKey: StreamKey(port: request.port, stream: stream.pointee.stream))?.deallocate()
        return stream
    }

    func forgetStream(_ port: UInt32, _ stream: UInt32) {
        streams.removeValue(forKey: StreamKey(port: port, stream: stream))?.deallocate()
    }

    func end() { isOver = true }
}
