import HostCore

/// Why a library cannot be used as a plugin.
public struct LoadFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failure; the raw values stand in reports and in the scan cache, and never change meaning.
    public enum Kind: String, Sendable, CaseIterable {
        /// The file cannot be read.
        case unreadable
        /// It belongs to somebody else, or everybody may write it.
        case distrusted
        /// It is no shared object at all.
        case notShared = "not-a-shared-object"
        /// It is for another kind of machine.
        case otherMachine = "other-machine"
        /// A part of the file is missing.
        case truncated
        /// It does not export the entry function.
        case noEntry = "no-entry"
        /// It speaks another major version, or another draft, of the contract.
        case otherContract = "other-contract"
        /// A library that it needs is not there.
        case missingDependency = "missing-dependency"
        /// The dynamic linker refused it for another reason.
        case unlinkable
        /// It refused this host, and said why.
        case refused
        /// Its tables break the contract.
        case badTable = "bad-table"
        /// `describe` returned an error.
        case describeFailed = "describe-failed"
        /// Its manifest cannot be read, or does not fit its tables.
        case badManifest = "bad-manifest"
        /// A signal ended the scan.
        case crashed
        /// The scan did not end in time.
        case hung
        /// It ended the process that scanned it.
        case exited
        /// It reached out of the sandbox that scans run in: for the network, for files, for processes.
        case forbidden
        /// What came back from the scan makes no sense.
        case noAnswer = "no-answer"
        /// A list of allowed plugins does not name it.
        case notAllowed = "not-allowed"
        /// It has not been scanned yet.
        case unscanned
    }

    /// What kind of failure it is.
    public let kind: Kind
    /// What is wrong with the library and what to do about it; follows the library's name: "is empty; copy it again".
    public let message: String

    /// A failure.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// Whether it is remembered until the user asks for a new scan: trying again could hurt.
    public var sticks: Bool { kind == .crashed || kind == .hung }

    /// The message.
    public var description: String { message }
}

extension HostError {
    /// A library that cannot be used, as an error of the host.
    init(_ failure: LoadFailure, library: String) {
        let code: Code = failure.kind == .missingDependency || failure.kind == .unreadable ? .missing : .plugin
        self.init(code, "plugin \(library) \(failure.message)")
    }
}
