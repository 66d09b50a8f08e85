import Inference
import InferenceDecoders
import PluginSDK
import SluiceVision

extension Infer {
    /// Reads all heads, and the state, for one picture.
    mutating func read(
        _ number: Int, _ offset: Int, _ picture: Picture, _ item: ItemView, _ output: Output
    ) throws(StageError) {
        let batch = settings.batchSize
        if !state.links.isEmpty {
            let store = state
            try pool.use(number) { request throws(StageError) in try store.take(request.outputs, for: picture.stream) }
        }
        for index in heads.indices {
            var head = heads[index]
            try pool.use(number) { request throws(StageError) in
                try read(&head, request.outputs.picture(offset, of: batch), picture, item, output)
            }
            heads[index] = head
        }
    }

    private mutating func read(
        _ head: inout Head, _ outputs: TensorList, _ picture: Picture, _ item: ItemView, _ output: Output
    ) throws(StageError) {
        if try head.boxes(outputs, into: &detections) { return note(head, picture) }
        switch head.reader {
        case .classes(let reader):
            try reader.decode(outputs, into: &ranked)
            noteClasses(head, picture)
        case .embedding(let reader):
            try reader.decode(outputs, into: &vector)
            noteVector(head, picture, item)
        case .mask(let reader): try emit(reader, outputs, picture, item, output)
        case .raw(let positions):
            for position in positions {
                try output.emit(
                    tensor: outputs[position], name: head.tensorNames[position], stamp: item.stamp,
                    sub: picture.region < 0 ? item.sub : UInt32(picture.region), port: 1)
            }
        default: break
        }
    }

    /// Boxes, brought to the pixels of the frame.
    private mutating func note(_ head: Head, _ picture: Picture) {
        for index in 0..<detections.count {
            let detection = detections[index]
            let first = findings.points.count
            for number in 0..<head.pointsPerBox {
                let point = detections.point(number, at: index)
                findings.points.append(picture.placement?.frame(point) ?? point)
            }
            findings.found.append(
                Findings.Found(
                    item: picture.item, parent: picture.region,
                    box: picture.placement?.frame(detection.box) ?? detection.box,
                    label: head.label(Int(detection.category)), score: detection.score, firstPoint: first,
                    pointCount: head.pointsPerBox))
        }
    }

    /// Scores on the region that was looked at; a record for a frame.
    private mutating func noteClasses(_ head: Head, _ picture: Picture) {
        guard picture.region >= 0 else { return recordClasses(head, picture) }
        for entry in ranked where head.scoreNames.indices.contains(entry.category) {
            findings.scores.append(
                Findings.Score(
                    item: picture.item, region: picture.region, name: head.scoreNames[entry.category],
                    value: entry.score))
        }
    }

    private mutating func recordClasses(_ head: Head, _ picture: Picture) {
        findings.appendRecord(picture.item, types.classes) { json in
            json.append("{\"head\":")
            json.append(quoted: head.settings.shownName)
            json.append(",\"classes\":[")
            for (index, entry) in ranked.enumerated() {
                json.append(index > 0 ? ",{\"label\":" : "{\"label\":")
                json.append(quoted: head.labelText(entry.category))
                json.append(",\"score\":")
                json.append(exact: entry.score)
                json.append("}")
            }
            json.append("]}")
        }
    }

    private mutating func noteVector(_ head: Head, _ picture: Picture, _ item: ItemView) {
        let region = picture.region < 0 ? nil : item.regions[picture.region]
        findings.appendRecord(picture.item, types.embedding) { json in
            json.append("{\"head\":")
            json.append(quoted: head.settings.shownName)
            if let region {
                // Ids use all 64 bits, which numbers of JSON do not keep.
                json.append(",\"region\":\"")
                json.append(region.id)
                json.append("\",\"track\":\"")
                json.append(region.track)
                json.append("\"")
            }
            json.append(",\"vector\":[")
            for index in vector.indices {
                if index > 0 { json.append(",") }
                json.append(exact: vector[index])
            }
            json.append("]}")
        }
    }

    /// A picture of the mask, that shows what the model saw.
    private func emit(
        _ reader: MaskPlane, _ outputs: TensorList, _ picture: Picture, _ item: ItemView, _ output: Output
    ) throws(StageError) {
        guard let frame = item.frame, let placement = picture.placement else { return }
        let (width, height) = plan.size
        let seen = placement.frame(Box(x: 0, y: 0, width: Float(width), height: Float(height)))
        let region = picture.region < 0 ? 0 : item.regions[picture.region].id
        var mask = try output.newFrame(
            .gray8, width: reader.width, height: reader.height, like: frame, shows: seen, region: region)
        let stride = mask.row_stride_bytes(0)
        var rows = mask.plane(0)
        try reader.decode(outputs, into: &rows, row_stride_bytes: stride)
        try output.emit(
            mask, stamp: item.stamp, sub: picture.region < 0 ? item.sub : UInt32(picture.region), port: 2)
    }
}
