import CHostShim
import CSluice
import Glibc
import HostCore
import HostMemory

/// `sluice.metrics/1` in a worker: the stage's numbers go to the host with the replies to calls, a few times a second.
extension WorkerInstance {
    private static let pause_ns: Int64 = 100_000_000

    /// Adds the stage's numbers to the reply, when they are due.
    func tellMetrics(_ call: Call?) {
        guard let stage, let table = metrics(stage), let read = table.pointee.read else { return }
        let isAlways =
            switch call {
            case .create, .end, .drain, .stop, .save: true
            default: false
            }
        let now_ns = mailbox.now_ns
        guard isAlways || now_ns &- metricsTold_ns >= Self.pause_ns else { return }
        metricsTold_ns = now_ns
        for index in 0..<min(table.pointee.count, UInt32(ProxyMetrics.most)) {
            var metric = sluice_metric()
            metric.struct_size = UInt32(MemoryLayout<sluice_metric>.size)
            guard read(stage, index, &metric) >= 0, let name = metric.name, let help = metric.help else { return }
            let texts = (min(strlen(name), ProxyMetrics.mostText_bytes), min(strlen(help), ProxyMetrics.mostText_bytes))
            withUnsafeTemporaryAllocation(byteCount: texts.0 + texts.1 + 1, alignment: 1) { room in
                guard let start = room.baseAddress else { return }
                memcpy(start, name, texts.0)
                memcpy(start + texts.0, help, texts.1)
                let entry = shim_entry(
                    .metric, port: metric.kind, a: UInt64(index), b: UInt64(texts.0),
                    c: Int64(bitPattern: metric.value.bitPattern), d: UInt64(texts.1))
                _ = write { $0.add(entry, UnsafeRawBufferPointer(rebasing: room[0..<texts.0 + texts.1])) }
            }
        }
    }

    func metrics(_ stage: OpaquePointer) -> UnsafePointer<sluice_metrics>? {
        let found = stageClass?.pointee.get_extension?(stage, SLUICE_EXT_METRICS)
        return SizedStruct.table(found, as: sluice_metrics.self, least_bytes: ContractSize.metrics)
    }
}
