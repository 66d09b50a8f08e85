import InferenceDecoders
import PluginSDK

/// Outputs of a model that does not exist: numbers by hand, all 0 but for those that a test sets.
final class MadeOutputs {
    let infos: [TensorInfo]
    private let memory: [UnsafeMutableBufferPointer<Float>]
    private let list: UnsafeMutableBufferPointer<TensorMemory>

    init(_ shapes: [(String, TensorShape)]) {
        infos = shapes.map { TensorInfo(name: $0.0, element: .f32, shape: $0.1) }
        memory = shapes.map { shape in
            let numbers = UnsafeMutableBufferPointer<Float>.allocate(capacity: shape.1.count ?? 0)
            numbers.initialize(repeating: 0)
            return numbers
        }
        list = .allocate(capacity: shapes.count)
        for (position, numbers) in memory.enumerated() {
            list.initializeElement(
                at: position,
                to: TensorMemory(
                    .f32, shapes[position].1, start: UnsafeRawPointer(numbers.baseAddress), byteCount: 4 * numbers.count
                ))
        }
    }

    deinit {
        for numbers in memory { numbers.deallocate() }
        list.deallocate()
    }

    /// Numbers of a tensor, row-major.
    subscript(tensor: Int, index: Int) -> Float {
        get { memory[tensor][index] }
        set { memory[tensor][index] = newValue }
    }

    /// Decodes and gives what was found, best first, with its points.
    func decode(
        _ decoder: some BoxDecoder, limit: Int = 10_000
    ) throws(StageError) -> [(detection: Detection, points: [Point])] {
        var decoder = decoder
        var found = Detections(limit: limit, pointsPerBox: decoder.pointsPerBox)
        let outputs = UnsafeBufferPointer(list)
        try decoder.decode(TensorList(outputs), into: &found)
        found.suppress(overlap: 1)
        return (0..<found.count).map { index in
            (found[index], (0..<decoder.pointsPerBox).map { found.point($0, at: index) })
        }
    }
}

extension Box {
    /// Whether all four numbers are nearly those of another.
    func isNear(_ other: Box, within tolerance: Float = 0.01) -> Bool {
        abs(x - other.x) < tolerance && abs(y - other.y) < tolerance && abs(width - other.width) < tolerance
            && abs(height - other.height) < tolerance
    }
}
