import HostCore
import HostGraph

extension CaptureRequest {
    /// What a stream of a graph asks of its source.
    init(_ plan: StreamPlan) {
        let source: Source =
            switch plan.source {
            case .uri(let uri): .uri(uri)
            case .gst(let description): .description(description)
            }
        self.init(name: plan.name, source: source, formats: [plan.format])
        pace = plan.pace == .realtime ? .realtime : .max
        if case .gst = plan.source { isLive = plan.isLive }
        if case .uri(let uri) = plan.source, uri.hasPrefix("test:") { isLive = plan.isLive }
        giveUp_ns = plan.giveUp_ns
        seed = UInt64(plan.index + 1)
        site = plan.site
    }
}
