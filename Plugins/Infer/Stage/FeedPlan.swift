import InferenceDecoders
import PluginSDK
import SluiceVision

/// The way from items to the model's inputs, worked out before the first frame.
struct FeedPlan {
    /// By the model's input positions.
    private(set) var feeds: [Feed] = []
    /// How the pictures of a frame are chosen; all picture inputs agree on it.
    private(set) var source = InputSettings.Source.frame

    /// Inputs that take pictures.
    var pictures: [(input: Int, format: TensorFormat, settings: InputSettings)] {
        feeds.enumerated().compactMap { position, feed in
            if case .picture(let format, let settings) = feed { (position, format, settings) } else { nil }
        }
    }

    /// Width and height of the first picture; 1x1 for a model that takes none.
    var size: (Int, Int) { pictures.first.map { ($0.format.width, $0.format.height) } ?? (1, 1) }

    /// Names of the model's inputs and the entry of the settings for each.
    static func assign(_ inputs: [TensorInfo], _ settings: InferSettings) throws(StageError) -> [InputSettings?] {
        var entries = [InputSettings?](repeating: nil, count: inputs.count)
        let states = settings.state.map(\.input)
        for name in states { _ = try inputs.position(of: name, what: "input") }
        for entry in settings.inputs {
            let free = inputs.indices.filter { entries[$0] == nil && !states.contains(inputs[$0].name) }
            if entry.name.isEmpty, free.count == 1 {
                entries[free[0]] = entry
            } else {
                let position = try inputs.position(of: entry.name.isEmpty ? nil : entry.name, what: "input")
                guard entries[position] == nil else {
                    throw StageError(.configuration, "inputs: \(inputs[position].name) is fed twice")
                }
                entries[position] = entry
            }
        }
        for (position, info) in inputs.enumerated() where entries[position] == nil && !states.contains(info.name) {
            throw StageError(
                .configuration, "inputs: nothing feeds the model's input \(info); add an entry with name: \(info.name)")
        }
        return entries
    }

    /// Shapes of the inputs that pictures are made for: the size and the batch that the settings ask for.
    static func shapes(_ inputs: [TensorInfo], _ settings: InferSettings) throws(StageError) -> [String: TensorShape] {
        var shapes: [String: TensorShape] = [:]
        for (info, entry) in zip(inputs, try assign(inputs, settings)) {
            guard let entry, entry.from == .frame || entry.from == .regions else { continue }
            let axes = try PictureAxes(info, entry)
            var shape = info.shape
            if settings.batchSize > 1 || shape[0] < 0 { shape = shape.with(settings.batchSize, at: 0) }
            if shape[axes.channels] < 0 { shape = shape.with(axes.count(entry.colour), at: axes.channels) }
            if !entry.size.isEmpty {
                shape = shape.with(entry.size[0], at: axes.width).with(entry.size[1], at: axes.height)
            }
            guard shape.isKnown else {
                throw StageError(
                    .configuration,
                    "inputs: the model's input \(info) leaves its size open; write size: [width, height]")
            }
            if shape != info.shape { shapes[info.name] = shape }
        }
        return shapes
    }

    /// Names of the inputs that take pictures in planes; the runtime is better given their pixels whole.
    static func planarPictures(_ inputs: [TensorInfo], _ settings: InferSettings) throws(StageError) -> Set<String> {
        var names: Set<String> = []
        for (info, entry) in zip(inputs, try assign(inputs, settings)) {
            guard let entry, entry.from == .frame || entry.from == .regions, entry.channels.count > 1 else { continue }
            if try PictureAxes(info, entry).isPlanar { names.insert(info.name) }
        }
        return names
    }

    /// - Parameters:
    ///   - inputs: As they are once the shapes are set.
    ///   - isInterleaved: ``Inference/Model/isInterleaved``.
    init(_ inputs: [TensorInfo], isInterleaved: [Bool], _ settings: InferSettings) throws(StageError) {
        var source: InputSettings.Source?
        for (position, (info, entry)) in zip(inputs, try Self.assign(inputs, settings)).enumerated() {
            guard let entry else {
                feeds.append(.state(settings.state.firstIndex { $0.input == info.name } ?? 0))
                continue
            }
            switch entry.from {
            case .constant: feeds.append(.constant(try Self.constant(entry.values, info)))
            case .tensor: feeds.append(.tensor)
            case .frame, .regions:
                var format = try Self.format(info, entry)
                if isInterleaved[position] { format.arrangement = .interleaved }
                feeds.append(.picture(format, entry))
            }
            guard entry.from != .constant else { continue }
            if let source, source != entry.from {
                throw StageError(.configuration, "inputs: all come from frames, all from regions, or all from tensors")
            }
            source = entry.from
        }
        guard let source else { throw StageError(.configuration, "inputs: nothing that travels feeds the model") }
        if source == .tensor, feeds.count(where: { if case .tensor = $0 { true } else { false } }) > 1 {
            throw StageError(
                .configuration, "inputs: one input can come from tensor items, since an item holds one tensor")
        }
        self.source = source
    }

    private static func constant(_ values: [Double], _ info: TensorInfo) throws(StageError) -> [Double] {
        guard let count = info.shape.count, [.f32, .i32, .i64, .u8].contains(info.element) else {
            throw StageError(.configuration, "inputs: \(info) cannot be a constant")
        }
        guard values.count == 1 || values.count == count else {
            throw StageError(.configuration, "inputs: \(info) holds \(count) numbers, and values \(values.count)")
        }
        return values.count == count ? values : Array(repeating: values[0], count: count)
    }

    private static func format(_ info: TensorInfo, _ entry: InputSettings) throws(StageError) -> TensorFormat {
        guard info.element == .f32 || info.element == .u8 else {
            throw StageError(.unsupported, "inputs: pictures become f32 or u8, not \(info)")
        }
        let axes = try PictureAxes(info, entry)
        var format = TensorFormat(
            width: info.shape[axes.width], height: info.shape[axes.height], channels: entry.channels)
        guard format.width > 0, format.height > 0, format.width <= 65536, format.height <= 65536 else {
            throw StageError(.configuration, "inputs: \(info) is no picture")
        }
        format.arrangement = axes.isPlanar ? .planes : .interleaved
        format.fit = entry.fit == .stretch ? .stretch : entry.fit == .letterbox ? .letterbox : .corner
        format.sampling = entry.sampling == .area ? .area : .linear
        format.mean = Self.triple(entry.mean)
        format.scale = Self.triple(entry.scale)
        format.padding = Float(entry.padding)
        return format
    }

    private static func triple(_ values: [Double]) -> SIMD3<Float> {
        values.count == 3
            ? [Float(values[0]), Float(values[1]), Float(values[2])] : SIMD3(repeating: Float(values.first ?? 0))
    }
}
