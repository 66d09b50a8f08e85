import CSluice
import HostCore

extension CheckingHost {
    func log(_ level: UInt32, _ text: String) {
        lock.withLock { _ in
            if logs.count < 10_000 { logs.append((level, text)) }
            let isNoisy = level >= UInt32(SLUICE_LOG_WARNING)
            if isNoisy, logs.count(where: { $0.level == level && $0.text == text }) == 100 {
                tell(.hygiene, "the same warning was logged 100 times in one check: \"\(text.prefix(120))\"")
            }
        }
    }

    func report(_ code: sluice_status, _ text: String) {
        lock.withLock { _ in
            expect("report_error", work: false)
            reported = true
            callErrors += 1
            if errors.count < 10_000 { errors.append((code, text)) }
            if code >= 0 { tell(.errorHasMessage, "report_error was called with \(code), which is no error") }
            if text.isEmpty { tell(.errorHasMessage, "report_error was called without a text") }
        }
    }

    func clock() -> Int64 { lock.withLock { _ in now_ns } }

    func isStopping() -> Bool { lock.withLock { _ in behaviour.isCancelled } }

    func intern(_ text: String) -> UInt32 {
        lock.withLock { _ in
            expect("intern", work: false)
            return behaviour.internFails ? 0 : names.id(of: text)
        }
    }

    func text(_ id: UInt32) -> UnsafeBufferPointer<CChar>? { lock.withLock { _ in names.bytes(of: id) } }

    /// The path of a model that a stage names.
    func writeModelPath(_ name: String, _ sink: sluice_text_sink) -> sluice_status {
        do throws(HostError) {
            CText.with(try models.path(of: name)) { sink.write(sink.context, $0, $1) }
            return SLUICE_OK
        } catch {
            report(SLUICE_E_MISSING, error.message)
            return SLUICE_E_MISSING
        }
    }

    func progress() -> sluice_status {
        lock.withLock { _ in
            expect("progress", work: true)
            return manifest.holds ? SLUICE_OK : SLUICE_E_STATE
        }
    }

    /// Whether this allocation is the one that fails.
    func failsNow() -> Bool {
        allocations += 1
        return allocations == behaviour.failingAllocation
    }
}
