import CSluice
import HostCore

/// The class of a ``ReplayStage`` as the runtime sees it. Tables live as long as the process, as those of plugins do.
public enum ReplayStageTable {
    /// What a table's functions find behind it.
    private final class Source {
        let recording: Recording
        let entries: [ReplayStage.Entry]
        let pace: ReplayPace
        let clock: any HostClock
        let order: ReplayOrder?
        let name: String

        init(
            _ recording: Recording, _ entries: [ReplayStage.Entry], _ pace: ReplayPace, _ clock: any HostClock,
            _ order: ReplayOrder?, name: String
        ) {
            (self.recording, self.entries, self.pace, self.clock) = (recording, entries, pace, clock)
            (self.order, self.name) = (order, name)
        }
    }

    /// The table for a stage.
    /// - Parameters:
    ///   - id: The stage's id.
    ///   - name: Its name in the graph.
    ///   - edges: Numbers of the recorded edges of its output ports, `nil` for ports that were not recorded.
    public static func make(
        id: String, name node: String, _ recording: Recording, edges: [Int?], pace: ReplayPace, clock: any HostClock,
        order: ReplayOrder?
    ) -> UnsafePointer<sluice_stage_class> {
        var entries: [ReplayStage.Entry] = []
        for (port, edge) in edges.enumerated() {
            guard let edge else { continue }
            entries += recording.tracks[edge].items.map { ReplayStage.Entry(place: $0, port: UInt32(port)) }
        }
        entries.sort { $0.place < $1.place }
        let text = Array(id.utf8CString)
        let name = UnsafeMutablePointer<CChar>.allocate(capacity: text.count)
        name.initialize(from: text, count: text.count)
        let table = UnsafeMutablePointer<sluice_stage_class>.allocate(capacity: 1)
        table.initialize(to: sluice_stage_class())
        table.pointee.struct_size = UInt32(MemoryLayout<sluice_stage_class>.size)
        table.pointee.id = UnsafePointer(name)
        table.pointee.class_data = UnsafeRawPointer(
            Unmanaged.passRetained(Source(recording, entries, pace, clock, order, name: node)).toOpaque())
        fill(table)
        return UnsafePointer(table)
    }

    private static func fill(_ table: UnsafeMutablePointer<sluice_stage_class>) {
        table.pointee.create = { stageClass, host, context, _, stage in
            guard let data = stageClass?.pointee.class_data, let host, let context, let stage else {
                return SLUICE_E_ARGUMENT
            }
            let source = Unmanaged<Source>.fromOpaque(data).takeUnretainedValue()
            let made = ReplayStage(
                source.recording, entries: source.entries, pace: source.pace, clock: source.clock,
                order: source.order, host: host, context: context, name: source.name)
            stage.pointee = OpaquePointer(Unmanaged.passRetained(made).toOpaque())
            return SLUICE_OK
        }
        table.pointee.destroy = { stage in
            if let stage { Unmanaged<ReplayStage>.fromOpaque(UnsafeRawPointer(stage)).release() }
        }
        table.pointee.configure = { _, _ in SLUICE_OK }
        table.pointee.start = { _ in SLUICE_OK }
        table.pointee.stop = { _ in SLUICE_OK }
        table.pointee.produce = { stage, _ in
            guard let stage else { return SLUICE_E_ARGUMENT }
            return Unmanaged<ReplayStage>.fromOpaque(UnsafeRawPointer(stage)).takeUnretainedValue().produce()
        }
        table.pointee.get_extension = { _, _ in nil }
    }
}
