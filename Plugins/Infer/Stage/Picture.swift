import PluginSDK
import SluiceVision

/// One thing that the model looks at: a frame, a region of one, or a tensor.
struct Picture {
    /// Position of the item in the call.
    let item: Int
    let stream: UInt32
    /// Position among the item's regions; -1 for the whole.
    let region: Int
    /// In pixels of the frame.
    let part: Box
    /// Where it lies in the model's first picture, once that is made.
    var placement: TensorPlacement?
    var isUsable = true
}

/// A pass of the model that is under way: a request and the pictures in it.
struct Pass {
    let request: Int
    let first: Int
    let count: Int
}

/// The passes under way, the oldest first.
struct PassRing {
    private var passes: [Pass] = []
    private var nextRequest = 0

    var count: Int { passes.count }
    var isEmpty: Bool { passes.isEmpty }

    mutating func start(first: Int, count: Int, requests: Int) -> Pass {
        let pass = Pass(request: nextRequest, first: first, count: count)
        nextRequest = (nextRequest + 1) % requests
        passes.append(pass)
        return pass
    }

    mutating func oldest() -> Pass? { passes.isEmpty ? nil : passes.removeFirst() }
    mutating func dropLast() { passes.removeLast() }

    func contains(where isWanted: (Pass) -> Bool) -> Bool { passes.contains(where: isWanted) }
}
