import HostCore

/// One command of the program.
protocol Command {
    /// What it takes and what its help says.
    static var spec: CommandSpec { get }

    /// Does it.
    /// - Throws: What kept it from being done; its code gives the exit status.
    static func run(_ arguments: Arguments) throws(HostError) -> ExitStatus
}
