import Inference
import PluginSDK

/// The requests of a model, in a ring: the one that was started first is waited for first, so order is kept.
final class RequestPool {
    let count: Int
    private let requests: UnsafeMutablePointer<InferRequest>
    private var made = 0

    init(_ model: Model, count: Int) throws(StageError) {
        self.count = count
        requests = .allocate(capacity: count)
        for index in 0..<count {
            (requests + index).initialize(to: try model.makeRequest())
            made += 1
        }
    }

    deinit {
        requests.deinitialize(count: made)
        requests.deallocate()
    }

    func use<R>(_ index: Int, _ body: (inout InferRequest) throws(StageError) -> R) throws(StageError) -> R {
        try body(&requests[index])
    }
}
