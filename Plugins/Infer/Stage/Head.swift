import Inference
import InferenceDecoders
import PluginSDK

/// One head of the model: who reads it, and what its results are called.
struct Head {
    /// Who reads it.
    enum Reader {
        /// Boxes.
        case ssdPriors(SSDPriors)
        case yunet(YuNetHead)
        case yolo(YOLOHead)
        /// Anything else.
        case classes(ClassScores)
        case embedding(EmbeddingVector)
        case mask(MaskPlane)
        case raw([Int])
    }

    var reader: Reader
    let settings: HeadSettings
    /// By class; shorter than the classes where the settings name fewer.
    let labels: [Name]
    let labelTexts: [String]
    /// `name.label` of each class, for scores on regions.
    let scoreNames: [Name]
    /// Names of tensors, by output.
    let tensorNames: [Name]
    /// For classes without a name.
    let unnamed: Name

    /// - Parameter outputs: As the model states them, for one picture.
    init(
        _ settings: HeadSettings, _ outputs: [TensorInfo], width: Int, height: Int, _ context: StageContext
    ) throws(StageError) {
        self.settings = settings
        do throws(StageError) {
            reader = try Self.reader(settings, outputs, width, height)
        } catch {
            throw StageError(error.code, "heads, \(settings.decoder.rawValue): \(error.message)")
        }
        var texts = try LabelFile.labels(settings)
        if texts.isEmpty, settings.decoder == .ssdPriors || settings.decoder == .yunet { texts = ["face"] }
        if texts.isEmpty, case .classes(let reader) = reader { texts = (0..<reader.classes).map(String.init) }
        if texts.isEmpty, case .yolo(let reader) = reader { texts = (0..<reader.classes).map { "class-\($0)" } }
        labelTexts = texts
        labels = texts.map { context.intern($0) }
        scoreNames = texts.map { context.intern("\(settings.shownName).\($0)") }
        tensorNames = outputs.map { context.intern(settings.name.isEmpty ? $0.name : "\(settings.name).\($0.name)") }
        unnamed = context.intern("object")
    }

    private static func reader(
        _ s: HeadSettings, _ outputs: [TensorInfo], _ width: Int, _ height: Int
    ) throws(StageError) -> Reader {
        let options = BoxDecoderOptions(
            width: width, height: height, threshold: Float(s.threshold), outputNames: s.outputs)
        let name = s.outputs.first
        switch s.decoder {
        case .ssdPriors:
            return .ssdPriors(try SSDPriors(outputs, options, form: s.boxes == .offsets ? .offsets : .corners))
        case .yunet: return .yunet(try YuNetHead(outputs, options))
        case .yolo: return .yolo(try YOLOHead(outputs, options, layout: YOLOHead.Layout(rawValue: s.layout.rawValue)))
        case .classes:
            let (top, threshold) = (s.top, Float(s.threshold))
            return .classes(
                try ClassScores(outputs, name: name, activation: s.activation, top: top, threshold: threshold))
        case .embedding:
            let reader = try EmbeddingVector(outputs, name: name, normalised: s.normalise)
            guard reader.length <= 4096 else {
                throw StageError(.configuration, "a record has no room for \(reader.length) numbers; use raw")
            }
            return .embedding(reader)
        case .mask: return .mask(try MaskPlane(outputs, name: name, sigmoid: s.activation == .sigmoid))
        case .raw:
            var positions: [Int] = []
            for name in s.outputs { positions.append(try outputs.position(of: name, what: "output")) }
            return .raw(positions.isEmpty ? Array(outputs.indices) : positions)
        }
    }

    /// Key points of each box.
    var pointsPerBox: Int {
        if case .yunet(let reader) = reader { reader.pointsPerBox } else { 0 }
    }

    /// Tells ssd-priors' form from the outputs of a trial run.
    mutating func learn(_ outputs: TensorList, _ infos: [TensorInfo], width: Int, height: Int) throws(StageError) {
        guard case .ssdPriors(let made) = reader, settings.boxes == .auto else { return }
        let form = try SSDPriors.form(outputs, position: made.boxesPosition, width: width, height: height)
        let options = BoxDecoderOptions(
            width: width, height: height, threshold: Float(settings.threshold), outputNames: settings.outputs)
        reader = .ssdPriors(try SSDPriors(infos, options, form: form))
    }

    /// Reads boxes, rivals put out; `false` for a head that gives none.
    mutating func boxes(_ outputs: TensorList, into found: inout Detections) throws(StageError) -> Bool {
        found.removeAll()
        switch reader {
        case .ssdPriors(var made):
            try made.decode(outputs, into: &found)
        case .yunet(var made):
            try made.decode(outputs, into: &found)
        case .yolo(var made):
            try made.decode(outputs, into: &found)
        default: return false
        }
        found.suppress(
            overlap: Float(settings.overlap), acrossCategories: settings.acrossClasses, keep: settings.maxBoxes)
        return true
    }

    func label(_ category: Int) -> Name { labels.indices.contains(category) ? labels[category] : unnamed }
    func labelText(_ category: Int) -> String {
        labelTexts.indices.contains(category) ? labelTexts[category] : String(category)
    }
}
