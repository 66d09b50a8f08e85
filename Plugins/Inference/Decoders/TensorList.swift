import PluginSDK

/// Where the numbers of a tensor lie, for those who own the memory: what a ``TensorList`` is made of.
@frozen
public struct TensorMemory {
    /// How each number is stored.
    public var element: TensorElement
    /// The lengths of its axes, all known.
    public var shape: TensorShape
    /// The first number.
    public var start: UnsafeRawPointer?
    /// Bytes from there on that are readable.
    public var byteCount: Int

    /// Numbers in memory.
    public init(_ element: TensorElement, _ shape: TensorShape, start: UnsafeRawPointer?, byteCount: Int) {
        self.element = element
        self.shape = shape
        self.start = start
        self.byteCount = byteCount
    }
}

/// The outputs of one run of a model, borrowed and read-only, or what of them belongs to one picture of a batch.
@frozen
public struct TensorList: ~Escapable {
    @usableFromInline let tensors: UnsafePointer<TensorMemory>?
    /// How many tensors there are.
    public let count: Int
    /// The part of the first axis that is seen: 0 of 1 for all.
    let slice: Int
    let slices: Int

    /// A view of tensors.
    /// - Parameter tensors: Described by their owner, who keeps the memory until the view's life ends.
    @_lifetime(borrow tensors)
    public init(_ tensors: borrowing UnsafeBufferPointer<TensorMemory>) {
        self.tensors = tensors.baseAddress
        count = tensors.count
        slice = 0
        slices = 1
    }

    @_lifetime(copy whole)
    private init(_ whole: TensorList, slice: Int, slices: Int) {
        tensors = whole.tensors
        count = whole.count
        self.slice = slice
        self.slices = slices
    }

    /// What belongs to one picture of a batch: each tensor cut along its first axis, which then has the length 1 if the
    /// batch was as long as the axis.
    @_lifetime(copy self)
    public func picture(_ position: Int, of batch: Int) -> TensorList {
        precondition(position >= 0 && position < batch, "picture \(position) of \(batch)")
        return TensorList(self, slice: position, slices: batch)
    }

    /// The tensor at a position.
    public subscript(position: Int) -> TensorView {
        @_lifetime(copy self)
        get {
            precondition(position >= 0 && position < count, "tensor \(position) of \(count)")
            guard let tensor = tensors?[position] else { preconditionFailure("an empty list of tensors") }
            let length = tensor.shape[0] / slices
            let shape = slices == 1 ? tensor.shape : tensor.shape.with(length, at: 0)
            let bytes = slices == 1 ? tensor.byteCount : (shape.count ?? 0) * tensor.element.size_bytes
            let part = UnsafeRawBufferPointer(start: tensor.start.map { $0 + slice * bytes }, count: bytes)
            return _overrideLifetime(TensorView(tensor.element, shape, bytes: part.bytes), copying: self)
        }
    }
}
