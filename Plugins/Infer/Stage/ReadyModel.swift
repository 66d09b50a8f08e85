import Inference
import InferenceDecoders
import PluginSDK

/// A model that was opened, fitted to its settings and tried out: all that can go wrong before the first frame has had
/// its chance.
struct ReadyModel {
    let model: Model
    let plan: FeedPlan
    let pool: RequestPool
    private(set) var heads: [Head]
    let state: StateStore

    init(_ settings: InferSettings, _ context: StageContext) throws(StageError) {
        let path = try context.modelPath(settings.model)
        var options = ModelOptions()
        options.threads = settings.threads
        options.requests = settings.requests
        options.precision = settings.precision
        options.cacheFolder = settings.cacheFolder
        let stated = try Model.describe(path: path).inputs
        options.shapes = try FeedPlan.shapes(stated, settings)
        options.interleaved = try FeedPlan.planarPictures(stated, settings)
        model = try Model(path: path, options: options)
        plan = try FeedPlan(model.inputs, isInterleaved: model.isInterleaved, settings)
        state = try StateStore(settings.state, model)
        pool = try RequestPool(model, count: settings.requests)
        let outputs = try Self.perPicture(model.outputs, settings)
        let (width, height) = plan.size
        heads = []
        for head in settings.heads {
            heads.append(try Head(head, outputs, width: width, height: height, context))
        }
        try writeConstants()
        if model.inputs.allSatisfy({ $0.shape.isKnown }) { try tryOut(outputs, settings) }
    }

    /// The outputs as they are for one picture of a batch.
    private static func perPicture(
        _ outputs: [TensorInfo], _ settings: InferSettings
    ) throws(StageError) -> [TensorInfo] {
        let batch = settings.batchSize
        guard batch > 1 else { return outputs }
        var parts: [TensorInfo] = []
        for info in outputs {
            guard info.shape.rank > 0, info.shape[0] == batch else {
                throw StageError(
                    .configuration,
                    "batch_size: the model's output \(info) is not one for each of \(batch) pictures; write 1")
            }
            parts.append(TensorInfo(name: info.name, element: info.element, shape: info.shape.with(1, at: 0)))
        }
        return parts
    }

    private func writeConstants() throws(StageError) {
        for (position, feed) in plan.feeds.enumerated() {
            guard case .constant(let values) = feed else { continue }
            let element = model.inputs[position].element
            for index in 0..<pool.count {
                try pool.use(index) { request throws(StageError) in
                    Constant.write(values, element, into: &request, position)
                }
            }
        }
    }

    /// Runs the model once on zeros.
    private mutating func tryOut(_ outputs: [TensorInfo], _ settings: InferSettings) throws(StageError) {
        for index in 0..<pool.count { try pool.use(index) { request throws(StageError) in try request.run() } }
        let (width, height) = plan.size
        for index in heads.indices {
            var head = heads[index]
            try pool.use(0) { request throws(StageError) in
                let first = request.outputs.picture(0, of: settings.batchSize)
                try head.learn(first, outputs, width: width, height: height)
            }
            heads[index] = head
        }
        for link in state.links {
            try pool.use(0) { request throws(StageError) in
                let shape = request.outputs[link.output].shape
                guard shape == link.shape else {
                    throw StageError(.configuration, "state: the model takes \(link.shape) and gives \(shape)")
                }
            }
        }
    }
}
