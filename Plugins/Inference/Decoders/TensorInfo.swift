import PluginSDK

/// An input or output of a model as the model states it.
public struct TensorInfo: Sendable, Hashable {
    /// The model's own name for it.
    public let name: String
    /// How each number is stored.
    public let element: TensorElement
    /// The lengths of its axes; ``TensorShape/unknown`` for those that a run decides.
    public let shape: TensorShape

    /// A description of a tensor.
    public init(name: String, element: TensorElement, shape: TensorShape) {
        self.name = name
        self.element = element
        self.shape = shape
    }
}

extension TensorInfo: CustomStringConvertible {
    /// `boxes [1, 4420, 4] f32`.
    public var description: String { "\(name) \(shape) \(element)" }
}

extension [TensorInfo] {
    /// Position of the tensor with a name; the only one for `nil`.
    /// - Throws: `configuration`, with the names that there are.
    public func position(of name: String?, what: String) throws(StageError) -> Int {
        if let name, let position = firstIndex(where: { $0.name == name }) { return position }
        if name == nil, count == 1 { return 0 }
        let names = map(\.description).joined(separator: "; ")
        let problem = name.map { "the model has no \(what) named \($0)" } ?? "name the \(what): the model has \(count)"
        throw StageError(.configuration, "\(problem); there are: \(names)")
    }
}
