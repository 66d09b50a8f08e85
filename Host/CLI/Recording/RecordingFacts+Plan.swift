import HostGraph
import HostReplay

extension RecordingFacts {
    /// The facts of a run that begins now.
    static func of(_ plan: ValidatedGraph, overrides: [String]) -> RecordingFacts {
        let bytes = (try? SystemFileReader().read(plan.file, limit_bytes: GraphConfig.sizeLimit_bytes)) ?? []
        let clock = SystemClock()
        return RecordingFacts(
            program: Version.text, contract: Version.contract, graph: plan.name, file: plan.file,
            text: String(decoding: bytes, as: UTF8.self), overrides: overrides, started_wall_ns: clock.wall_ns,
            started_ns: clock.now_ns)
    }
}
