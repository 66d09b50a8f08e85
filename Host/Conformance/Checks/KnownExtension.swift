import CSluice
import HostCore

/// The extensions that this host knows.
enum KnownExtension {
    static let ids = [
        SLUICE_EXT_STATE, SLUICE_EXT_PARAMS, SLUICE_EXT_BATCH, SLUICE_EXT_IO, SLUICE_EXT_METRICS,
    ]

    /// What is wrong with a table; `nil` for nothing.
    static func breach(_ id: String, _ table: UnsafeRawPointer) -> String? {
        let size = RawLibrary.size(table)
        func check<T>(_ type: T.Type, _ least: Int, _ missing: (T) -> String?) -> String? {
            guard size >= least else {
                return "has struct_size \(size), \(least) is the least"
            }
            return missing(SizedStruct.read(table.assumingMemoryBound(to: type))).map { "has no \($0)" }
        }
        switch id {
        case SLUICE_EXT_STATE:
            return check(sluice_state.self, ContractSize.state) {
                $0.save == nil ? "save" : $0.restore == nil ? "restore" : nil
            }
        case SLUICE_EXT_PARAMS: return check(sluice_params.self, ContractSize.params) { $0.set == nil ? "set" : nil }
        case SLUICE_EXT_BATCH:
            return check(sluice_batch.self, ContractSize.batch) { $0.process == nil ? "process" : nil }
        case SLUICE_EXT_IO:
            return check(sluice_io.self, ContractSize.io) {
                $0.ready == nil && $0.due == nil ? "ready and no due" : nil
            }
        case SLUICE_EXT_METRICS:
            return check(sluice_metrics.self, ContractSize.metrics) { $0.read == nil ? "read" : nil }
        default: return nil
        }
    }
}
