import Inference
import InferenceDecoders
import PluginSDK
import SluiceVision

extension Infer {
    /// Notes the pictures that are made of an item.
    mutating func choose(_ position: Int, _ batch: ItemBatch) {
        let item = batch[position]
        if item.isDiscontinuous { state.clear(item.stream) }
        guard item.seq % UInt64(settings.everyNthFrame) == 0 else { return }
        switch plan.source {
        case .tensor:
            guard item.kind == .tensor else { return }
            pictures.append(
                Picture(item: position, stream: item.stream, region: -1, part: Box(x: 0, y: 0, width: 0, height: 0)))
        case .regions:
            guard let frame = item.frame else { return }
            chooseRegions(position, item, Box(x: 0, y: 0, width: Float(frame.width), height: Float(frame.height)))
        case .frame, .constant:
            guard let frame = item.frame else { return }
            let whole = Box(x: 0, y: 0, width: Float(frame.width), height: Float(frame.height))
            pictures.append(Picture(item: position, stream: item.stream, region: -1, part: whole))
        }
    }

    private mutating func chooseRegions(_ position: Int, _ item: ItemView, _ whole: Box) {
        guard let entry = fills.settings.first else { return }
        let regions = item.regions
        var left = entry.maxRegions
        for index in regions.indices where left > 0 {
            let region = regions[index]
            let box = region.box
            let isWanted = regionLabels.isEmpty || regionLabels.contains(region.label)
            guard isWanted, box.area > 0, (box.x + box.y + box.area).isFinite, box.intersection(whole).area > 0 else {
                continue
            }
            let (dx, dy) = (box.width * Float(entry.margin), box.height * Float(entry.margin))
            let part = Box(x: box.x - dx, y: box.y - dy, width: box.width + 2 * dx, height: box.height + 2 * dy)
            pictures.append(Picture(item: position, stream: item.stream, region: index, part: part))
            left -= 1
        }
    }

    /// Runs the model on all pictures, in passes of `batch_size`, `requests` at the same time.
    mutating func run(_ batch: ItemBatch, _ output: Output) throws(StageError) {
        var next = 0
        while next < pictures.count {
            let count = min(settings.batchSize, pictures.count - next)
            while passes.count == settings.requests || waitsForState(next, count) { finishOldest(batch, output) }
            let pass = passes.start(first: next, count: count, requests: settings.requests)
            if !begin(pass, batch) { passes.dropLast() }
            next += count
        }
        while !passes.isEmpty { finishOldest(batch, output) }
    }

    /// Whether a stream's state is still being made by a pass under way.
    private func waitsForState(_ first: Int, _ count: Int) -> Bool {
        guard !state.links.isEmpty else { return false }
        return passes.contains { pass in
            (pass.first..<pass.first + pass.count).contains { pictures[$0].stream == pictures[first].stream }
        }
    }

    /// Fills the inputs of a pass and starts it. `false` when nothing of it can be used.
    private mutating func begin(_ pass: Pass, _ batch: ItemBatch) -> Bool {
        var usable = 0
        for offset in 0..<pass.count {
            let index = pass.first + offset
            do throws(StageError) {
                try fill(pass.request, offset, index, batch)
                usable += 1
            } catch {
                pictures[index].isUsable = false
                batch.fail(pictures[index].item, error)
            }
        }
        guard usable > 0 else { return false }
        let isAlone = settings.requests == 1
        do throws(StageError) {
            if !state.links.isEmpty { try loadState(pass) }
            try pool.use(pass.request) { request throws(StageError) in
                if isAlone { try request.run() } else { try request.start() }
            }
            return true
        } catch {
            failAll(pass, batch, error)
            return false
        }
    }

    private mutating func loadState(_ pass: Pass) throws(StageError) {
        let (store, stream) = (state, pictures[pass.first].stream)
        try pool.use(pass.request) { request throws(StageError) in store.load(stream, into: &request) }
    }

    private func failAll(_ pass: Pass, _ batch: ItemBatch, _ error: StageError) {
        for index in pass.first..<pass.first + pass.count { batch.fail(pictures[index].item, error) }
    }

    /// Writes one picture, or tensor, into a request's memory.
    private mutating func fill(
        _ number: Int, _ offset: Int, _ index: Int, _ batch: ItemBatch
    ) throws(StageError) {
        let item = batch[pictures[index].item]
        if plan.source == .tensor { return try fillTensor(number, item) }
        guard let frame = item.frame else { return }
        for position in fills.inputs.indices {
            let input = fills.inputs[position]
            let part = try self.part(pictures[index], fills.settings[position], frame)
            let info = model.inputs[input]
            let pictureBytes = fills.formats[position].count * info.element.size_bytes
            let placement = try pool.use(number) { request throws(StageError) in
                var memory = request.input(input)
                return try memory.withUnsafeMutableBytes { raw throws(StageError) in
                    let start = offset * pictureBytes
                    let part_ = UnsafeMutableRawBufferPointer(rebasing: raw[start..<start + pictureBytes])
                    return try fills.fill(position, frame, part, into: part_, element: info.element)
                }
            }
            if position == 0 { pictures[index].placement = placement }
        }
    }

    /// The part of the frame that an input shows.
    private func part(_ picture: Picture, _ entry: InputSettings, _ frame: FrameView) throws(StageError) -> Box {
        guard entry.crop.count == 4, picture.region < 0 else { return picture.part }
        let crop = Box(
            x: Float(entry.crop[0]), y: Float(entry.crop[1]), width: Float(entry.crop[2]), height: Float(entry.crop[3]))
        guard crop.right <= Float(frame.width), crop.bottom <= Float(frame.height) else {
            throw StageError(
                .argument,
                "crop: \(entry.crop[2])x\(entry.crop[3]) at (\(entry.crop[0]), \(entry.crop[1])) reaches outside the frame of "
                    + "\(frame.width)x\(frame.height)")
        }
        return crop
    }

    private func fillTensor(_ number: Int, _ item: ItemView) throws(StageError) {
        guard let tensor = item.tensor else { throw StageError(.format, "the tensor of the item is not dense") }
        for (position, feed) in plan.feeds.enumerated() {
            guard case .tensor = feed else { continue }
            let info = model.inputs[position]
            guard tensor.element == info.element, info.shape.admits(tensor.shape) else {
                throw StageError(
                    .format, "a tensor \(tensor.shape) \(tensor.element) came for the model's input \(info)")
            }
            try pool.use(number) { request throws(StageError) in
                try request.setShape(tensor.shape, ofInput: position)
                var memory = request.input(position)
                memory.withUnsafeMutableBytes { target in
                    tensor.bytes.withUnsafeBytes { target.copyMemory(from: $0) }
                }
            }
        }
    }

    /// Waits for the pass that was started first, and reads what it gave.
    private mutating func finishOldest(_ batch: ItemBatch, _ output: Output) {
        guard let pass = passes.oldest() else { return }
        let isAlone = settings.requests == 1
        do throws(StageError) {
            if !isAlone { try pool.use(pass.request) { request throws(StageError) in try request.wait() } }
        } catch {
            return failAll(pass, batch, error)
        }
        for offset in 0..<pass.count where pictures[pass.first + offset].isUsable {
            let index = pass.first + offset
            do throws(StageError) {
                try read(pass.request, offset, pictures[index], batch[pictures[index].item], output)
            } catch {
                batch.fail(pictures[index].item, error)
            }
        }
    }
}
