/// What came of a check.
public enum Status: String, Sendable, CaseIterable {
    /// It ran and found nothing.
    case pass
    /// It found something that does not break the contract.
    case warn
    /// It found a breach of the contract.
    case fail
    /// The plugin ended the process: by a signal, by `exit`, or by a trap.
    case crash
    /// The plugin did not answer in time.
    case hang
    /// It did not run, for a reason that is none of the plugin's fault.
    case skip
    /// It could not run: what it needs of the plugin was not there.
    case error

    /// Whether it fails the suite, whatever the level of its check.
    public var alwaysFails: Bool { self == .fail || self == .crash || self == .hang || self == .error }
}
