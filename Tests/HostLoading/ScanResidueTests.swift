import CHostShim
import Foundation
import Glibc
import TestPlugins
import Testing

@testable import HostLoading

/// Each runs in a process of its own, where every descriptor and every child is the scan's.
@Suite(
    "What scans leave behind", .enabled(if: FixturePlugin.compiler != nil, Comment(rawValue: FixturePlugin.noCompiler)))
struct ScanResidueTests {
    @Test("no descriptor stays open, whatever the plugin does")
    func descriptors() async throws {
        await #expect(processExitsWith: .success) {
            let scratch = try Scratch()
            for define in ["FAULT_NONE", "FAULT_CRASH", "FAULT_EXIT", "FAULT_JSON"] {
                try FixturePlugin.build(scratch.path("\(define).so"), defines: [define])
            }
            try scratch.write(Array("text".utf8), to: "text.so")
            _ = try scratch.catalogue(.rescan)
            let before = Residue.descriptors()
            let catalogue = try scratch.catalogue(.rescan)
            #expect(catalogue.libraries.count == 1 && catalogue.refused.count == 4)
            #expect(Residue.descriptors() == before)
        }
    }

    @Test("no process stays, not even one that the plugin started", arguments: ["HANG_WITH_CHILD", "LEAVE_CHILD"])
    func processes(fault: String) async throws {
        await #expect(processExitsWith: .success) { [fault] in
            shim_adopt_orphans()
            let scratch = try Scratch()
            let marker = scratch.path("marker")
            try FixturePlugin.build(
                scratch.path("faulty.so"), defines: ["FAULT_\(fault)", "MARKER=\"\(marker)\""])
            let catalogue = try scratch.catalogue(.scan, clock: MarkerClock(marker: marker))
            #expect(catalogue.libraries.count + catalogue.refused.count == 1)
            // Orphans come to this process: those that were killed end by the signal, others sleep and then exit.
            #expect(Residue.reapOrphans().allSatisfy { $0 & 0x7F == SIGKILL })
        }
    }
}

enum Residue {
    static func descriptors() -> Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? -1
    }

    /// Waits for all children and gives how each ended.
    static func reapOrphans() -> [Int32] {
        var ends: [Int32] = []
        var status: Int32 = 0
        while waitpid(-1, &status, 0) > 0 { ends.append(status) }
        return ends
    }
}
