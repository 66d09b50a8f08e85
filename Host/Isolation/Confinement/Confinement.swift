import Glibc
import HostCore
import HostLoading
import HostSandbox

/// What the sandbox of a worker must allow for its stages to work.
struct Confinement {
    /// What a stage needs: its library, what its settings name, and what the graph file grants it.
    /// - Parameter models: The files of the models that it uses.
    static func policy(_ request: IsolatedStageRequest, models: [String]) -> SandboxPolicy {
        let paths = SettingPaths(request.configuration, schema: request.entry.manifest.configuration)
        let libraries = LibraryFolders.of(path: request.entry.library)
        // A model may lie in several files of one folder.
        let readable = libraries + libraries.flatMap(runtimes) + paths.read + models.map(Paths.folder)
        return SandboxPolicy(
            readable: readable, writable: paths.written.compactMap(writable),
            grants: Set(request.grants.compactMap { SandboxGrant(rawValue: $0) }),
            limits: limits(request.policy))
    }

    /// Bounds beside the watch on resident memory, which is slower and exact: what a worker takes between two looks.
    private static func limits(_ policy: IsolationPolicy) -> SandboxLimits {
        guard let memory_bytes = policy.memory_bytes else { return SandboxLimits() }
        let (wide, overflow) = UInt64(max(0, memory_bytes)).multipliedReportingOverflow(by: 4)
        return SandboxLimits(data_bytes: overflow ? nil : wide &+ 1 << 30)
    }

    /// Where runtimes that plugins load by themselves lie: beside the plugins as an installation has them, in a folder
    /// that the user chose, or in the source tree.
    private static func runtimes(beside folder: String) -> [String] {
        var folders = [folder + "/../openvino"]
        if let chosen = ChildEnvironment.value("SLUICE_OPENVINO") { folders.append(chosen) }
        var above = folder
        while let slash = above.lastIndex(of: "/"), slash > above.startIndex {
            above = String(above[..<slash])
            if access(above + "/.cache/openvino", R_OK) == 0 { return folders + [above + "/.cache/openvino"] }
        }
        return folders
    }

    /// What must be open to writing for a path to be written: itself when it is there and no file, else the folder
    /// that it will be made in. Files are written beside themselves and renamed. `nil` when only the root is there.
    private static func writable(_ path: String) -> String? {
        var facts = stat()
        if stat(path, &facts) == 0, facts.st_mode & S_IFMT != S_IFREG { return path }
        var folder = Paths.folder(path)
        while folder != "/", folder != "." {
            if stat(folder, &facts) == 0 { return folder }
            folder = Paths.folder(folder)
        }
        return nil
    }
}

extension SandboxPolicy {
    /// What both allow together.
    func union(_ other: SandboxPolicy) -> SandboxPolicy {
        func both(_ a: [String], _ b: [String]) -> [String] { a + b.filter { !a.contains($0) } }
        var sum = self
        sum.readable = both(readable, other.readable)
        sum.writable = both(writable, other.writable)
        sum.grants.formUnion(other.grants)
        if let mine = limits.data_bytes, let its = other.limits.data_bytes {
            sum.limits.data_bytes = max(mine, its)
        } else {
            sum.limits.data_bytes = limits.data_bytes ?? other.limits.data_bytes
        }
        return sum
    }

    /// Whether it allows all that another does.
    func covers(_ other: SandboxPolicy) -> Bool {
        grants.isSuperset(of: other.grants) && other.writable.allSatisfy(writable.contains)
            && other.readable.allSatisfy { readable.contains($0) || writable.contains($0) }
    }
}
