import CHostShim
import CSluice
import Glibc
import HostCore
import HostGraph
import HostMemory
import HostSandbox

@testable import HostIsolation

/// A stage in a worker as the host sees it, with nobody behind the mailbox: replies are put there by hand.
final class WorkerUnderTest: @unchecked Sendable {
    // Sound: inputs are tried one after the other.
    static let shared = WorkerUnderTest()

    let store = FrameStore(slotsPerSlab: 16, keep_limit_bytes: 16 << 20)
    private let mailbox: Mailbox
    private let isolated: IsolatedStage
    private let item = UnsafeMutablePointer<sluice_item>.allocate(capacity: 1)
    private let inputFrame: UInt64
    /// What the host was given, for the emitted item under way.
    fileprivate var emitted_bytes = 0
    private let scratch = UnsafeMutableRawPointer.allocate(byteCount: 64 << 20, alignment: 64)
    private static let leases = 6
    static let lease_bytes = 64 * 48 * 3 + 4096

    private init() {
        guard let mailbox = Mailbox(), let json = try? JSONValue.parse(Self.manifest),
            let manifest = try? StageManifest(json: json),
            let frame = store.allocate(.init(format: UInt32(SLUICE_PIXEL_I420), width: 64, height: 48)),
            store.freeze(frame), let view = store.view(frame)
        else { fatalError("no memory for a mailbox") }
        self.mailbox = mailbox
        inputFrame = frame
        let clock = FuzzClock()
        let setup = IsolationSetup(
            store: store, clock: clock, workerPath: "/none", supervisor: Supervisor(clock: clock, log: { _, _, _ in }),
            isSystemClock: false)
        let entry = StageCatalogue.Entry(manifest: manifest, library: "/none.so")
        let unit = WorkerUnit(
            name: "fuzz", setup: setup, policy: SandboxPolicy(), memory_bytes: nil, cpu_percent: nil)
        isolated = IsolatedStage(
            IsolatedStageRequest(name: "fuzz", site: Site(), entry: entry, group: "fuzz"), setup,
            units: { _ in unit }, models: [:])
        item.initialize(to: sluice_item())
        item.pointee.struct_size = UInt32(MemoryLayout<sluice_item>.size)
        item.pointee.kind = UInt32(SLUICE_ITEM_FRAME)
        item.pointee.payload.frame = view
    }

    private static let manifest =
        #"{"id":"io.sluice.x","version":"1.0.0","inputs":[{"name":"in","kind":"any"}],"#
        + #""outputs":[{"name":"out","kind":"any"}],"state":"none"}"#

    /// Works off one reply, in a stage that has lent slots and has an item under way.
    func take(_ reply: shim_reply, _ area: [UInt8], isQuestion: Bool) -> String? {
        let live = store.counters.framesLive.load(ordering: .relaxed)
        let proxy = StageProxy(isolated, FuzzHost.table, FuzzHost.context, sluice_create_info())
        proxy.setMailbox(mailbox)
        proxy.items = [UnsafePointer(item)]
        for _ in 0..<Self.leases {
            guard let place = store.takeWorkerSlot(Self.lease_bytes, for: 1, slots: 32) else { return "no slot" }
            _ = proxy.frames.lend(place)
        }
        let count = min(area.count, Mailbox.area_bytes)
        area.withUnsafeBytes { if let start = $0.baseAddress { memcpy(mailbox.base + Mailbox.replyAt, start, count) } }
        do throws(StageProxy.Lost) {
            if isQuestion { _ = try proxy.answer(reply, mailbox) } else { try proxy.work(reply, mailbox) }
        } catch {}
        proxy.frames.endCall()
        proxy.frames.releaseAll(store) { store.release($0) }
        proxy.setMailbox(nil)
        let left = store.counters.framesLive.load(ordering: .relaxed)
        return left == live ? nil : "\(left - live) frames are left behind"
    }

    /// Goes through an emitted item as queues do: all it points at is copied.
    fileprivate func emit(_ item: UnsafePointer<sluice_item>) -> sluice_status {
        guard (1...5).contains(item.pointee.kind) else { return SLUICE_E_FORMAT }
        var copy = item.pointee
        let size = ItemBytes.size(copy)
        guard size <= 64 << 20 else { return SLUICE_E_LIMIT }
        ItemBytes.copy(&copy, into: scratch)
        guard item.pointee.kind == UInt32(SLUICE_ITEM_FRAME), let frame = item.pointee.payload.frame else {
            return SLUICE_OK
        }
        return touch(frame.pointee.handle)
    }

    /// Reads all that a frame says it shows, and ends it when it is a new one.
    private func touch(_ handle: UInt64) -> sluice_status {
        guard let view = store.view(handle) else { return SLUICE_E_ARGUMENT }
        var sum: UInt8 = 0
        for i in 0..<Int(view.pointee.plane_count) {
            let plane = [view.pointee.planes.0, view.pointee.planes.1, view.pointee.planes.2, view.pointee.planes.3][i]
            guard let data = plane.data, plane.size_bytes > 0 else { return SLUICE_E_ARGUMENT }
            sum &+= data[0] &+ data[Int(plane.size_bytes) - 1]
        }
        if store.freeze(handle) { store.release(handle) }
        return sum == 0 ? SLUICE_OK : SLUICE_OK
    }

    fileprivate func keep(
        _ handle: UInt64, _ rect: UnsafePointer<sluice_rect>?, _ frame: UnsafeMutablePointer<sluice_frame>
    ) -> sluice_status {
        guard let kept = try? store.keep(handle, rect: rect?.pointee), let view = store.view(kept) else {
            return SLUICE_E_ARGUMENT
        }
        frame.pointee = view.pointee
        return SLUICE_OK
    }
}

/// The host's table behind ``WorkerUnderTest``.
enum FuzzHost {
    // Sound: an address, and nobody looks there.
    nonisolated(unsafe) static let context = OpaquePointer(UnsafeMutableRawPointer.allocate(byteCount: 8, alignment: 8))

    // Sound: constant once made.
    nonisolated(unsafe) static let table: UnsafePointer<sluice_host> = {
        let table = UnsafeMutablePointer<sluice_host>.allocate(capacity: 1)
        table.initialize(to: sluice_host())
        table.pointee.struct_size = UInt32(MemoryLayout<sluice_host>.size)
        table.pointee.log = { _, _, _, _ in }
        table.pointee.report_error = { _, _, _, _ in }
        table.pointee.now_ns = { _ in 1 }
        table.pointee.intern = { _, text, bytes in bytes > 0 && text != nil ? 1 : 0 }
        table.pointee.text_of = { _, _, bytes in
            bytes?.pointee = 0
            return nil
        }
        table.pointee.cancelled = { _ in 0 }
        table.pointee.progress = { _, _, _, _ in SLUICE_OK }
        table.pointee.emit = { _, _, item in item.map { WorkerUnderTest.shared.emit($0) } ?? SLUICE_E_ARGUMENT }
        table.pointee.frame_ref = { _, handle in
            WorkerUnderTest.shared.store.hold(handle) ? SLUICE_OK : SLUICE_E_ARGUMENT
        }
        table.pointee.frame_unref = { _, handle in WorkerUnderTest.shared.store.release(handle) }
        table.pointee.frame_keep = { _, handle, rect, frame in
            frame.map { WorkerUnderTest.shared.keep(handle, rect, $0) } ?? SLUICE_E_ARGUMENT
        }
        return UnsafePointer(table)
    }()
}

/// A clock that stands.
final class FuzzClock: HostClock {
    var now_ns: Int64 { 1 }
    var wall_ns: Int64 { 1 }
    func sleep(until deadline_ns: Int64, unless isCancelled: () -> Bool) {}
}
