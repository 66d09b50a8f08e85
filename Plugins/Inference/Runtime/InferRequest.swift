import COpenVINO
import InferenceDecoders
import PluginSDK

/// One run of a model at a time, with memory for its inputs and outputs: fill the inputs in place, run, read the outputs
/// in place. Nothing is copied, and with shapes that stay the same nothing is allocated here from run to run.
public struct InferRequest: ~Copyable {
    private let model: Model
    private let handle: OpaquePointer
    private var inputs: [UnsafeMutableRawBufferPointer]
    private var inputShapes: [TensorShape]
    private let results: UnsafeMutableBufferPointer<TensorMemory>
    /// Room for the runtime's reasons: too much for a stack, too often for a heap.
    private let text: UnsafeMutableBufferPointer<CChar>
    private var isRunning: Bool

    fileprivate init(_ model: Model, _ handle: OpaquePointer) {
        self.model = model
        self.handle = handle
        isRunning = false
        text = .allocate(capacity: RuntimeReason.limit_bytes)
        text.initialize(repeating: 0)
        results = .allocate(capacity: model.outputs.count)
        for (position, info) in model.outputs.enumerated() {
            results.initializeElement(
                at: position, to: TensorMemory(info.element, info.shape, start: nil, byteCount: 0))
        }
        inputs = model.inputs.map { _ in UnsafeMutableRawBufferPointer(start: nil, count: 0) }
        inputShapes = model.inputs.map(\.shape)
    }

    fileprivate mutating func prepare() throws(StageError) {
        for (position, info) in model.inputs.enumerated() where info.shape.isKnown {
            try setShape(info.shape, ofInput: position)
        }
    }

    deinit {
        if isRunning { _ = ovs_request_wait(handle, ovs_text(start: nil, bytes: 0)) }
        ovs_request_free(handle)
        for memory in inputs { memory.deallocate() }
        results.deallocate()
        text.deallocate()
    }

    /// Gives an input its shape, for models that leave a length open, and memory, filled with zeros. Does nothing when it
    /// has that shape already.
    /// - Throws: `format` for a shape that the model does not take.
    public mutating func setShape(_ shape: TensorShape, ofInput position: Int) throws(StageError) {
        let info = model.inputs[position]
        if shape == inputShapes[position], inputs[position].baseAddress != nil { return }
        guard info.shape.admits(shape), let count = shape.count else {
            throw StageError(.format, "the model's input \(info) cannot be given the shape \(shape)")
        }
        let memory = Self.allocate(count * info.element.size_bytes)
        try set(memory, shape, info.element, position)
        inputs[position].deallocate()
        inputs[position] = memory
        inputShapes[position] = shape
    }

    /// The shape that an input has now.
    public func shape(ofInput position: Int) -> TensorShape { inputShapes[position] }

    /// The memory of an input, aligned to 64 bytes: write the numbers here before a run. They stay from run to run. Empty
    /// for an input whose shape is still open. Numbers lie as ``Model/isInterleaved`` says.
    @_lifetime(&self)
    public mutating func input(_ position: Int) -> MutableRawSpan {
        precondition(!isRunning, "the inputs of a request that runs must not be touched")
        let memory = inputs[position]
        let count = (inputShapes[position].count ?? 0) * model.inputs[position].element.size_bytes
        let used = UnsafeMutableRawBufferPointer(start: memory.baseAddress, count: min(count, memory.count))
        return _overrideLifetime(used.mutableBytes, mutating: &self)
    }

    /// ``Model/isInterleaved`` of an input.
    public func isInterleaved(input position: Int) -> Bool { model.isInterleaved[position] }

    /// Runs the model on this thread and waits for the end.
    /// - Throws: `failed` with the runtime's reason.
    public mutating func run() throws(StageError) {
        try check { ovs_request_run(handle, $0) }
        try collect()
    }

    /// Starts a run on the runtime's threads and returns. ``wait()`` must follow.
    public mutating func start() throws(StageError) {
        try check { ovs_request_start(handle, $0) }
        isRunning = true
    }

    /// Waits for the end of a run that was started.
    public mutating func wait() throws(StageError) {
        isRunning = false
        try check { ovs_request_wait(handle, $0) }
        try collect()
    }

    /// The outputs of the last run, in the model's order.
    public var outputs: TensorList {
        @_lifetime(borrow self)
        get {
            precondition(!isRunning, "the outputs of a request that runs must not be read")
            let all = UnsafeBufferPointer(results)
            let list = TensorList(all)
            return _overrideLifetime(list, borrowing: self)
        }
    }

    private func check(_ call: (ovs_text) -> Int32) throws(StageError) {
        guard call(ovs_text(start: text.baseAddress, bytes: text.count)) != 0 else { return }
        let reason = text.baseAddress.map { RuntimeReason.short(String(cString: $0)) } ?? ""
        throw StageError(.failed, "the model \(model.path) failed: \(reason)")
    }

    /// Notes where the outputs lie, and the shape of those that the run decided.
    private func collect() throws(StageError) {
        for position in 0..<results.count {
            let info = model.outputs[position]
            var start: UnsafeRawPointer?
            if info.shape.isKnown {
                try check { ovs_request_data(handle, position, &start, $0) }
                results[position].byteCount = (info.shape.count ?? 0) * info.element.size_bytes
            } else {
                var port = ovs_port()
                try check { ovs_request_output(handle, position, &port, &start, &results[position].byteCount, $0) }
                guard port.rank >= 0 else {
                    throw StageError(.unsupported, "the output \(info) came with more than 8 axes")
                }
                results[position].shape = TensorShape(port)
            }
            results[position].start = start
        }
    }

    private func set(
        _ memory: UnsafeMutableRawBufferPointer, _ shape: TensorShape, _ element: TensorElement, _ position: Int
    ) throws(StageError) {
        let isInterleaved = model.isInterleaved[position]
        let laid: TensorShape = isInterleaved ? [shape[0], shape[2], shape[3], shape[1]] : shape
        var port = laid.port(element: element.runtimeNumber)
        var reason = ""
        let status = withReason(&reason) {
            ovs_request_set_input(handle, position, &port, memory.baseAddress, $0)
        }
        guard status == 0 else {
            memory.deallocate()
            throw StageError(.format, "the model \(model.path) does not take a tensor \(shape): \(reason)")
        }
    }

    /// Zeros, at least 64 bytes so that an empty tensor has an address too.
    private static func allocate(_ bytes: Int) -> UnsafeMutableRawBufferPointer {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(64, (bytes + 63) & ~63), alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 0)
        return memory
    }
}

extension Model {
    /// A request of this model. Inputs of a known shape have memory, filled with zeros.
    /// - Throws: `memory` when there is not enough.
    public func makeRequest() throws(StageError) -> InferRequest {
        var made: OpaquePointer?
        var reason = ""
        let status = withReason(&reason) { ovs_request_make(handle, &made, $0) }
        guard status == 0, let made else {
            throw StageError(.memory, "the model \(path) gives no request: \(reason)")
        }
        var request = InferRequest(self, made)
        try request.prepare()
        return request
    }
}
