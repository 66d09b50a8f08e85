/// The program that runs.
public enum RunningExecutable {
    /// Its path, links followed; `sluice` when the system does not say.
    public static var path: String { Paths.real("/proc/self/exe") ?? "sluice" }
}
