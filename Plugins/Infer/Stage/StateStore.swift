import Inference
import InferenceDecoders
import PluginSDK

/// The state tensors of each stream: what a run gave that the stream's next run gets.
///
/// A class, so that what it holds is changed where it lies and copied for no frame.
final class StateStore {
    /// One tensor that is carried.
    struct Link {
        let input: Int
        let output: Int
        let shape: TensorShape
        let element: TensorElement
        var bytes: Int { (shape.count ?? 0) * element.size_bytes }
    }

    private struct Memory {
        let stream: UInt32
        var tensors: [[UInt8]]
    }

    let links: [Link]
    private var streams: [Memory] = []

    /// Finds inputs and outputs by name, and checks that they fit each other.
    init(_ settings: [StateSettings], _ model: Model) throws(StageError) {
        var links: [Link] = []
        for entry in settings {
            let input = try model.inputs.position(of: entry.input, what: "input")
            let output = try model.outputs.position(of: entry.output, what: "output")
            let (from, to) = (model.outputs[output], model.inputs[input])
            guard from.element == to.element, from.shape.admits(to.shape) || from.shape == to.shape else {
                throw StageError(.configuration, "state: the output \(from) does not fit the input \(to)")
            }
            guard to.shape.isKnown else {
                throw StageError(
                    .configuration, "state: the input \(to) leaves its shape open, so its start is not known")
            }
            links.append(Link(input: input, output: output, shape: to.shape, element: to.element))
        }
        self.links = links
    }

    /// Forgets a stream, or all.
    func forget(_ stream: UInt32?) { streams.removeAll { stream == nil || $0.stream == stream } }

    /// Sets a stream back to zeros; its memory stays.
    func clear(_ stream: UInt32) {
        guard let position = streams.firstIndex(where: { $0.stream == stream }) else { return }
        for index in links.indices {
            _ = streams[position].tensors[index].withUnsafeMutableBytes {
                $0.initializeMemory(as: UInt8.self, repeating: 0)
            }
        }
    }

    /// Writes the stream's state into a request's inputs.
    func load(_ stream: UInt32, into request: inout InferRequest) {
        let position = self.position(of: stream)
        for (index, link) in links.enumerated() {
            var input = request.input(link.input)
            input.withUnsafeMutableBytes { target in
                streams[position].tensors[index].withUnsafeBytes { target.copyMemory(from: $0) }
            }
        }
    }

    /// Takes what a run gave, all or nothing.
    /// - Throws: `format` for a tensor that changed its shape, `failed` for numbers that are not finite. The stream then
    ///   keeps the state that it had.
    func take(_ outputs: TensorList, for stream: UInt32) throws(StageError) {
        for link in links {
            let tensor = outputs[link.output]
            guard tensor.shape == link.shape else {
                throw StageError(
                    .format,
                    "a state tensor changed its shape from \(link.shape) to \(tensor.shape); it cannot be carried")
            }
            guard tensor.isFinite else {
                throw StageError(
                    .failed, "a state tensor holds numbers that are not finite; the stream keeps its last state")
            }
        }
        let position = self.position(of: stream)
        for (index, link) in links.enumerated() {
            let bytes = outputs[link.output].bytes
            streams[position].tensors[index].withUnsafeMutableBytes { target in
                bytes.withUnsafeBytes { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<link.bytes])) }
            }
        }
    }

    private func position(of stream: UInt32) -> Int {
        for position in streams.indices where streams[position].stream == stream { return position }
        streams.append(Memory(stream: stream, tensors: links.map { [UInt8](repeating: 0, count: $0.bytes) }))
        return streams.count - 1
    }
}

extension TensorView {
    /// Whether all numbers are finite; integers are.
    var isFinite: Bool {
        guard let values = floats else { return true }
        for index in 0..<values.count where !values[index].isFinite { return false }
        return true
    }
}
