import CSluice
import HostGraph
import HostMemory

/// A join at work: it keeps what has come by each branch until all branches have the item, or have passed it.
///
/// To the task it looks like any stage: `process` and `advance` are C functions over this object.
final class JoinState {
    /// What has come of one captured moment.
    struct Entry {
        var stream: UInt32
        var seq: UInt64
        var sub: UInt32
        var arrived_ns: Int64
        var slots: [QueueSlot?]
    }

    let plan: JoinPlan
    let node: UnsafeMutablePointer<Node>
    let store: FrameStore
    var entries: [Entry] = []
    var spare: [QueueSlot] = []
    /// For each stream, how far each branch has come.
    var reached: [UInt32: [UInt64]] = [:]
    /// For each stream, the last moment given on, and the last progress told.
    var fired: [UInt32: UInt64] = [:]
    var told: [UInt32: UInt64] = [:]
    /// By time: what the other branches gave lately, and how many streams each one still has.
    var recent: [[QueueSlot]]
    var streamsLeft: [Int]

    private init(_ plan: JoinPlan, _ node: UnsafeMutablePointer<Node>, streams: [Int]) {
        streamsLeft = streams
        self.plan = plan
        self.node = node
        store = node.pointee.services.takeUnretainedValue().store
        recent = Array(repeating: [], count: plan.branches)
    }

    deinit {
        for entry in entries { for case .some(var slot) in entry.slots { discard(&slot) } }
        for list in recent { for var slot in list { discard(&slot) } }
        for var slot in spare { slot.free() }
    }

    /// An edit of the graph brings further streams. The node's thread rests meanwhile.
    func adopt(_ branches: [[UInt32]]) {
        for (branch, streams) in branches.enumerated() where streamsLeft.indices.contains(branch) {
            streamsLeft[branch] += streams.count { reached[$0] == nil }
        }
        for stream in Set(branches.joined()) where reached[stream] == nil {
            reached[stream] = Array(repeating: 0, count: plan.branches)
        }
    }

    static func install(_ plan: JoinPlan, on node: UnsafeMutablePointer<Node>, branches: [[UInt32]]) {
        let state = JoinState(plan, node, streams: branches.map(\.count))
        for stream in Set(branches.joined()) { state.reached[stream] = Array(repeating: 0, count: plan.branches) }
        node.pointee.stage = OpaquePointer(Unmanaged.passUnretained(state).toOpaque())
        node.pointee.join = state
        node.pointee.process = { stage, port, item in
            guard let stage, let item else { return SLUICE_E_ARGUMENT }
            return Unmanaged<JoinState>.fromOpaque(UnsafeRawPointer(stage))._withUnsafeGuaranteedRef {
                $0.arrive(Int(port), item)
            }
        }
        node.pointee.advance = { stage, port, stream, seq, _ in
            guard let stage else { return SLUICE_E_ARGUMENT }
            return Unmanaged<JoinState>.fromOpaque(UnsafeRawPointer(stage))._withUnsafeGuaranteedRef {
                $0.advance(Int(port), stream, seq)
            }
        }
    }
}
