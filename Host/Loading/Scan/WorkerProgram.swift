import Glibc

/// Where the program `sluice-worker` is.
public enum WorkerProgram {
    /// Its path: beside the running executable, in an installed tree and in a build folder alike.
    /// Whether it is there shows when it is started.
    public static func path(besideExecutable executable: String = RunningExecutable.path) -> String {
        Paths.join(Paths.folder(executable), "sluice-worker")
    }

    /// Whether it can be started.
    public static var isThere: Bool { access(path(), X_OK) == 0 }
}
