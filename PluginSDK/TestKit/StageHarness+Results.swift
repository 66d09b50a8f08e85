import PluginSDK

extension StageHarness where S: ~Copyable {
    /// All that the stage has emitted so far, in order.
    public var items: [RecordedItem] { host.lock.withLock { _ in host.items } }

    /// What was emitted since the last call of this function.
    public func take() -> [RecordedItem] {
        host.lock.withLock { _ in
            defer { host.items.removeAll() }
            return host.items
        }
    }

    /// The frames among ``items``.
    public var frames: [RecordedItem] { items.filter { $0.kind == .frame } }

    /// The records of a type among ``items``.
    public func records(_ type: String) -> [RecordedRecord] {
        items.compactMap(\.record).filter { $0.type == type }
    }

    /// How far a stage that holds items back has said it has come.
    public var progress: [StreamTime] { host.lock.withLock { _ in host.progress } }

    /// What the stage has logged.
    public var logs: [RecordedLog] { host.lock.withLock { _ in host.logs } }

    /// The errors that the stage has reported.
    public var errors: [RecordedError] { host.lock.withLock { _ in host.errors } }

    /// Breaches of the contract so far.
    public var violations: [String] { host.lock.withLock { _ in host.violations } }

    /// Frames that are kept or referenced by the stage now.
    public var heldFrameCount: Int {
        host.lock.withLock { _ in host.frames.values.count { $0.state == .kept || $0.refs > 0 } }
    }

    /// The host's monotonic clock in nanoseconds; 1 s at first, moved by hand and by pushes.
    public var clock_ns: Int64 {
        get { host.lock.withLock { _ in host.clock_ns } }
        set { host.lock.withLock { _ in host.clock_ns = newValue } }
    }

    /// Whether the graph is stopping: emit then answers so.
    public var isCancelled: Bool {
        get { host.lock.withLock { _ in host.isCancelled } }
        set { host.lock.withLock { _ in host.isCancelled = newValue } }
    }

    /// Room for kept copies in bytes; 256 MiB at first.
    public var keepStore_bytes: Int {
        get { host.lock.withLock { _ in host.keepStore_bytes } }
        set { host.lock.withLock { _ in host.keepStore_bytes = newValue } }
    }
}

extension StageManifest {
    var inputRules: [PortRule] { inputs.map { PortRule($0.value) } }
    var outputRules: [PortRule] { outputs.map { PortRule($0.value) } }
}

extension Port {
    var value: ConfigValue {
        do { return try ConfigValue(json: json) } catch { preconditionFailure("port \(name) writes no JSON: \(error)") }
    }
}

extension ItemKind {
    init(contractValue: UInt32) {
        self = [ItemKind.frame, .audio, .packet, .tensor, .record].first { $0.rawValue == contractValue } ?? .record
    }
}
