import Glibc
import HostCore
import HostSandbox
import Testing

@Suite("Crashes that are written down")
struct CrashTests {
    static let crashes: [(String, Int32, String)] = [
        ("null", SIGSEGV, "probe_write_to_nowhere"), ("call", SIGSEGV, "probe_call_nowhere"),
        ("overflow", SIGSEGV, "probe_overflow_stack"), ("bus", SIGBUS, "probe_cut_file"),
        ("fpe", SIGFPE, "probe_divide"), ("abort", SIGABRT, "probe_crash"),
        ("thread", SIGSEGV, "probe_write_to_nowhere"),
    ]

    @Test("signal, function and backtrace are right, and it dies by the same signal", arguments: crashes)
    func crash(name: String, signal: Int32, function: String) throws {
        for features in ["all", "none"] {
            let probe = try Probe("crash", name, features: features)
            #expect(probe.signal == signal, "\(probe.account)")
            var symbols = Symbolizer()
            let report = CrashReport(probe.remains, signal: probe.signal, symbols: &symbols)
            #expect(report.trace?.signal == signal)
            #expect(report.frames.contains { $0.symbol == function }, "\(report.text)")
        }
    }

    @Test("code without frame pointers is unwound too")
    func unwinding() throws {
        let report = try report("null")
        let names = report.frames.compactMap(\.symbol)
        #expect(
            names.prefix(3) == ["probe_write_to_nowhere", "probe_without_frame_pointer", "probe_crash"],
            "\(report.text)")
        #expect(names.contains { $0.contains("SandboxProbe") }, "\(report.text)")
        #expect(report.trace?.address == 8)
    }

    @Test("the item that the thread was at is named, and none for a thread that is not the worker's")
    func item() throws {
        let own = try report("null")
        #expect(own.trace?.item == ItemMark(stage: 7, stream: 1, seq: 41, pts_ns: 1_640_000_000))
        #expect(own.summary.contains("at item 41 of stream 1"))
        let foreign = try report("thread")
        #expect(foreign.trace?.thread == "stage" && foreign.trace?.item == nil)
    }

    @Test("fatalError is told with its words")
    func fatal() throws {
        let probe = try Probe("crash", "fatal")
        #expect(probe.signal == SIGILL || probe.signal == SIGTRAP)
        var symbols = Symbolizer()
        let report = CrashReport(
            probe.remains, signal: probe.signal, errors: probe.errors, plugin: "libx.so", stage: "faces",
            symbols: &symbols)
        #expect(report.message?.contains("the model has 5 outputs, not 2") == true, "\(report.text)")
        #expect(report.summary.hasPrefix("stage faces, plugin libx.so crashed with SIG"))
        #expect(report.frames.contains { $0.symbol?.contains("fail") == true }, "\(report.text)")
        #expect(report.json["frames"]?[0]?["image"] != nil)
        #expect(report.json["item"]?["seq"] == 41)
    }

    @Test("a smashed stack gives at least the place")
    func smashed() throws {
        let report = try report("smash")
        #expect(report.frames.first?.symbol == "probe_write_to_nowhere", "\(report.text)")
    }

    @Test("an end by SIGKILL leaves the item, and no trace")
    func killed() throws {
        let probe = try Probe("crash", "kill", features: "none")
        #expect(probe.signal == SIGKILL)
        #expect(probe.remains.crash == nil)
        #expect(probe.remains.items[2]?.seq == 41)
        var symbols = Symbolizer()
        #expect(CrashReport(probe.remains, signal: SIGKILL, symbols: &symbols).summary.contains("SIGKILL"))
    }

    @Test("a refused call before a crash stands in its report")
    func refusalBefore() throws {
        var remains = WorkerSnapshot()
        remains = try Probe("internet").remains
        var symbols = Symbolizer()
        let report = CrashReport(remains, signal: SIGABRT, symbols: &symbols)
        guard Kernel.hasFilters else { return }
        #expect(report.text.contains("before that the sandbox refused socket(AF_INET)"))
    }

    private func report(_ crash: String) throws -> CrashReport {
        let probe = try Probe("crash", crash)
        var symbols = Symbolizer()
        return CrashReport(probe.remains, signal: probe.signal, errors: probe.errors, symbols: &symbols)
    }
}
