import COpenVINO
import Glibc
import InferenceDecoders
import PluginSDK

/// A model, read and compiled for the processor. Its requests run it.
///
/// Concurrency: immutable once made; requests may be made and run on any threads, each by one at a time.
public final class Model: @unchecked Sendable {
    // Sound: the runtime's compiled model is read-only and allows requests on any thread.

    /// The file that it was read from.
    public let path: String
    /// Its inputs, in the model's order.
    public let inputs: [TensorInfo]
    /// Its outputs, in the model's order.
    public let outputs: [TensorInfo]
    /// Whether an input's memory holds `[batch, height, width, channels]` where ``inputs`` states `[batch, channels,
    /// height, width]`, by the input's position; ``ModelOptions/interleaved`` asks for it.
    public let isInterleaved: [Bool]
    let handle: OpaquePointer

    /// Reads and compiles a model: an ONNX file, or an OpenVINO IR `.xml` with its `.bin` beside it.
    /// - Throws: `missing` when the file or the runtime is not there, `configuration` for a file that is no model, for
    ///   shapes that do not fit it and for more than 64 inputs, `unsupported` for operators and element types that the
    ///   runtime does not have.
    public init(path: String, options: ModelOptions = ModelOptions()) throws(StageError) {
        try ModelFile.check(path)
        try OpenVINO.open()
        let handle = try Self.read(path)
        do throws(StageError) {
            let inputs = try Self.ports(handle, isOutput: false, path)
            try Self.reshape(handle, inputs, options.shapes, path)
            self.inputs = try Self.ports(handle, isOutput: false, path)
            outputs = try Self.ports(handle, isOutput: true, path)
            isInterleaved = self.inputs.map { options.precision == .full && options.interleaved.contains($0.name) }
            try Self.interleave(handle, self.inputs, isInterleaved, path)
            try Self.compile(handle, options, path)
        } catch {
            ovs_model_free(handle)
            throw error
        }
        self.path = path
        self.handle = handle
    }

    deinit { ovs_model_free(handle) }

    /// A property of the compiled model in the runtime's own words, such as `INFERENCE_PRECISION_HINT`; `nil` when there
    /// is no such property.
    public func property(_ key: String) -> String? {
        var reason = ""
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { buffer -> String? in
            buffer.initialize(repeating: 0)
            let value = ovs_text(start: buffer.baseAddress, bytes: buffer.count)
            let status = withReason(&reason) { ovs_model_property(handle, key, value, $0) }
            guard status == 0, let start = buffer.baseAddress else { return nil }
            return String(cString: start)
        }
    }

    static func read(_ path: String) throws(StageError) -> OpaquePointer {
        var handle: OpaquePointer?
        var reason = ""
        let status = withReason(&reason) { ovs_model_read(path, &handle, $0) }
        guard status == 0, let handle else { throw ModelFile.refusal(path, reason) }
        return handle
    }

    static func ports(
        _ handle: OpaquePointer, isOutput: Bool, _ path: String
    ) throws(StageError) -> [TensorInfo] {
        var counts = (inputs: 0, outputs: 0)
        var reason = ""
        guard withReason(&reason, { ovs_model_counts(handle, &counts.inputs, &counts.outputs, $0) }) == 0 else {
            throw StageError(.configuration, "\(path) does not state its inputs and outputs: \(reason)")
        }
        var found: [TensorInfo] = []
        for index in 0..<(isOutput ? counts.outputs : counts.inputs) {
            found.append(try port(handle, isOutput, index, path))
        }
        return found
    }

    private static func port(
        _ handle: OpaquePointer, _ isOutput: Bool, _ index: Int, _ path: String
    ) throws(StageError) -> TensorInfo {
        var facts = ovs_port()
        var name = ""
        var reason = ""
        let status = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
            buffer.initialize(repeating: 0)
            let text = ovs_text(start: buffer.baseAddress, bytes: buffer.count)
            let status = withReason(&reason) { ovs_model_port(handle, isOutput ? 1 : 0, index, &facts, text, $0) }
            if let start = buffer.baseAddress { name = String(cString: start) }
            return status
        }
        let what = isOutput ? "output" : "input"
        if name.isEmpty { name = "\(what)-\(index)" }
        guard status == 0 else { throw StageError(.configuration, "\(path): \(what) \(index): \(reason)") }
        guard facts.rank >= 0 else {
            throw StageError(
                .unsupported, "\(path): the \(what) \(name) has more than 8 axes, or leaves their number open")
        }
        guard let element = TensorElement(runtime: facts.element) else {
            throw StageError(
                .unsupported,
                "\(path): the \(what) \(name) holds numbers of a type that tensors cannot have "
                    + "(OpenVINO's type \(facts.element))")
        }
        return TensorInfo(name: name, element: element, shape: TensorShape(facts))
    }

    private static func reshape(
        _ handle: OpaquePointer, _ inputs: [TensorInfo], _ shapes: [String: TensorShape], _ path: String
    ) throws(StageError) {
        guard !shapes.isEmpty else { return }
        var ports = [ovs_port](
            repeating: ovs_port(element: 0, rank: -1, lengths: (0, 0, 0, 0, 0, 0, 0, 0)), count: inputs.count)
        for (name, shape) in shapes.sorted(by: { $0.key < $1.key }) {
            ports[try inputs.position(of: name, what: "input")] = shape.port(element: 0)
        }
        var reason = ""
        let status = withReason(&reason) { ovs_model_reshape(handle, ports, ports.count, $0) }
        guard status == 0 else {
            let wanted = shapes.map { "\($0.key) \($0.value)" }.sorted().joined(separator: ", ")
            throw StageError(.configuration, "\(path) cannot be given the input \(wanted): \(reason)")
        }
    }

    private static func interleave(
        _ handle: OpaquePointer, _ inputs: [TensorInfo], _ isInterleaved: [Bool], _ path: String
    ) throws(StageError) {
        for (position, info) in inputs.enumerated() where isInterleaved[position] {
            var reason = ""
            guard info.shape.rank == 4, withReason(&reason, { ovs_model_interleave(handle, position, $0) }) == 0 else {
                throw StageError(
                    .configuration, "\(path) cannot take the channels of its input \(info) together: \(reason)")
            }
        }
    }

    private static func compile(
        _ handle: OpaquePointer, _ options: ModelOptions, _ path: String
    ) throws(StageError) {
        var texts: [UnsafeMutablePointer<CChar>?] = []
        defer { for text in texts { free(text) } }
        var keys: [UnsafePointer<CChar>?] = []
        var values: [UnsafePointer<CChar>?] = []
        for (key, value) in options.properties {
            let pair = (strdup(key), strdup(value))
            texts += [pair.0, pair.1]
            keys.append(UnsafePointer(pair.0))
            values.append(UnsafePointer(pair.1))
        }
        var reason = ""
        let status = withReason(&reason) { ovs_model_compile(handle, "CPU", keys, values, keys.count, $0) }
        guard status == 0 else {
            throw StageError(.unsupported, "\(path) cannot be compiled for this processor: \(reason)")
        }
    }
}
