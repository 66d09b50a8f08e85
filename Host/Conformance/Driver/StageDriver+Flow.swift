import CSluice
import HostCore

extension StageDriver {
    /// create, configure, negotiate, start.
    /// - Throws: `skip` when the stage needs something that is not here, `setup` when it refuses for another reason.
    func open(_ configuration: JSONValue? = nil) throws(CheckEnd) {
        try expect("create", create())
        try prepare(configuration)
        try expect("start", start())
    }

    /// configure and negotiate.
    func prepare(_ configuration: JSONValue? = nil) throws(CheckEnd) {
        try expect("configure", configure(configuration ?? settings.minimal))
        for port in manifest.inputs.indices { try expect("negotiate", negotiateInput(port, inputs.format(port))) }
        for port in manifest.outputs.indices { try expect("negotiate", negotiateOutput(port)) }
    }

    func negotiateInput(_ port: Int, _ format: PixelFormat) -> sluice_status {
        switch manifest.inputs[port].content {
        case .items(.frame), .any:
            return negotiate(UInt32(SLUICE_INPUT), port, kind: .frame, format: format.rawValue)
        case .items(let kind): return negotiate(UInt32(SLUICE_INPUT), port, kind: kind, format: 0, detail: detail(port))
        case .same: return SLUICE_OK
        }
    }

    private func negotiateOutput(_ port: Int) -> sluice_status {
        switch manifest.outputs[port].content {
        case .items(.frame):
            let format = manifest.outputs[port].formats.first ?? .i420
            return negotiate(UInt32(SLUICE_OUTPUT), port, kind: .frame, format: format.rawValue)
        case .same(let name):
            let input = manifest.inputs.firstIndex { $0.name == name } ?? 0
            return negotiate(UInt32(SLUICE_OUTPUT), port, kind: .frame, format: inputs.format(input).rawValue)
        default: return SLUICE_OK
        }
    }

    private func detail(_ port: Int) -> UInt32 {
        guard let codec = manifest.inputs[port].codecs.first else { return 0 }
        return host.lock.withLock { _ in host.names.id(of: codec) }
    }

    /// Feeds the next items of a stream to all ports that must be connected.
    /// - Throws: `breach` when the stage refuses an item that its manifest lets in.
    func feed(_ numbers: Range<Int>, stream: UInt32 = 0) throws(CheckEnd) {
        for number in numbers {
            if isSource {
                try expect("produce", produce())
                continue
            }
            for port in inputs.ports {
                try expectItem(push(inputs.item(number, port: port, stream: stream), port: port), port: port)
            }
        }
    }

    func beginAll(_ stream: UInt32 = 0) throws(CheckEnd) {
        for port in inputs.ports {
            try expect("begin", begin(stream, port: port, width: inputs.expected.width, height: inputs.expected.height))
        }
    }

    func endAll(_ stream: UInt32 = 0) throws(CheckEnd) {
        for port in inputs.ports { try expect("end", end(stream, port: port)) }
    }

    /// All of a run with one stream: begin, items, end, drain, stop, destroy. What was emitted is in the host.
    func run(_ count: Int, configuration: JSONValue? = nil) throws(CheckEnd) {
        try open(configuration)
        try runStarted(count)
        try expect("stop", stop())
        destroy()
    }

    /// The same from a stage that is started, and without stopping it.
    func runStarted(_ count: Int, from first: Int = 0, stream: UInt32 = 0) throws(CheckEnd) {
        try beginAll(stream)
        try feed(first..<first + count, stream: stream)
        try endAll(stream)
        try expect("drain", drain())
    }

    /// An item that was made by guess may be refused; any other may not.
    func expectItem(_ status: sluice_status, port: Int) throws(CheckEnd) {
        if status < 0, !inputs.isGuess(port) {
            throw .breach("process returned \(status) for a plain item: \(host.lastError)")
        }
    }

    /// Needs a call to succeed.
    func expect(_ call: String, _ status: sluice_status) throws(CheckEnd) {
        guard status < 0 else { return }
        let why = host.lastError
        switch status {
        case SLUICE_E_MISSING, SLUICE_E_IO, SLUICE_E_UNSUPPORTED:
            throw .skip("the stage needs something that is not here: \(call) returned \(status), \(why)")
        default: throw .setup("\(call) returned \(status): \(why)")
        }
    }

    /// What was emitted so far; then forgets it.
    func takeEmissions() -> [Emission] {
        let items = host.lock.withLock { _ in host.emissions }
        host.forget()
        return items
    }
}
