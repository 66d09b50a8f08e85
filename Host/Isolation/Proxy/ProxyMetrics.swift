import CHostShim
import CSluice
import Glibc
import Synchronization

/// `sluice.metrics/1` of a stage in a worker: the numbers as the worker told them last, with the replies to calls. Counters
/// go on over a worker's end.
final class ProxyMetrics: Sendable {
    // Sound: the texts stay as long as the instance, and do not change.
    private struct Number: @unchecked Sendable {
        let kind: UInt32
        let name: UnsafeMutablePointer<CChar>
        let help: UnsafeMutablePointer<CChar>
        /// What workers before this one came to.
        var before: Double = 0
        var value: Double = 0
    }

    // Sound: its count is written by `tell` on the stage's thread before `create` returns, and constant afterwards.
    private struct Table: @unchecked Sendable {
        let pointer: UnsafeMutablePointer<sluice_metrics>
    }

    private let numbers = Mutex<[Number]>([])
    private let made: Table
    /// Most numbers of a stage.
    static let most = 256
    static let mostText_bytes = 1024

    init() {
        let table = UnsafeMutablePointer<sluice_metrics>.allocate(capacity: 1)
        table.initialize(to: sluice_metrics())
        table.pointee.struct_size = UInt32(MemoryLayout<sluice_metrics>.size)
        table.pointee.read = { stage, index, metric in
            guard let stage, let metric else { return SLUICE_E_ARGUMENT }
            let proxy = Unmanaged<StageProxy>.fromOpaque(UnsafeRawPointer(stage))
            return proxy._withUnsafeGuaranteedRef { $0.metrics.read(index, &metric.pointee) }
        }
        made = Table(pointer: table)
    }

    deinit {
        numbers.withLock { numbers in
            for number in numbers {
                number.name.deallocate()
                number.help.deallocate()
            }
        }
        made.pointer.deallocate()
    }

    var table: UnsafePointer<sluice_metrics> { UnsafePointer(made.pointer) }

    private func read(_ index: UInt32, _ metric: inout sluice_metric) -> sluice_status {
        numbers.withLock { numbers in
            guard index < numbers.count else { return SLUICE_E_ARGUMENT }
            let number = numbers[Int(index)]
            metric.struct_size = UInt32(MemoryLayout<sluice_metric>.size)
            metric.kind = number.kind
            (metric.name, metric.help) = (UnsafePointer(number.name), UnsafePointer(number.help))
            metric.value = number.before + number.value
            return SLUICE_OK
        }
    }

    /// Takes what a worker tells: the number, and its texts the first time.
    /// - Returns: `false` for what cannot be.
    func tell(
        _ index: UInt64, kind: UInt64, _ value: Double, name: UnsafeRawBufferPointer, help: UnsafeRawBufferPointer
    ) -> Bool {
        guard kind == UInt64(SLUICE_METRIC_COUNTER) || kind == UInt64(SLUICE_METRIC_GAUGE) else { return false }
        return numbers.withLock { numbers in
            if index < numbers.count {
                numbers[Int(index)].value = value
                return true
            }
            guard index == numbers.count, index < Self.most else { return false }
            numbers.append(Number(kind: UInt32(kind), name: Self.text(name), help: Self.text(help), value: value))
            made.pointer.pointee.count = UInt32(numbers.count)
            return true
        }
    }

    /// The worker has ended: another one counts from 0.
    func endLife() {
        numbers.withLock { numbers in
            for index in numbers.indices where numbers[index].kind == UInt32(SLUICE_METRIC_COUNTER) {
                numbers[index].before += numbers[index].value
                numbers[index].value = 0
            }
        }
    }

    private static func text(_ bytes: UnsafeRawBufferPointer) -> UnsafeMutablePointer<CChar> {
        let text = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
        text.initialize(repeating: 0, count: bytes.count + 1)
        if let from = bytes.baseAddress { memcpy(text, from, bytes.count) }
        return text
    }
}
