import InferenceDecoders
import PluginSDK

/// What one or several outputs of the model mean.
public struct HeadSettings: NestedSettings {
    /// Who reads them.
    public enum Decoder: String, SettingChoice {
        /// Boxes about fixed priors.
        case ssdPriors = "ssd-priors"
        /// Boxes and five landmarks.
        case yunet
        /// Boxes with classes.
        case yolo
        /// Scores of classes.
        case classes
        /// A vector.
        case embedding
        /// A picture.
        case mask
        /// The tensor itself.
        case raw
    }

    /// What the four numbers of a box are, with ssd-priors.
    public enum Boxes: String, SettingChoice {
        /// Told by a run on an empty picture.
        case auto
        /// Corners.
        case corners
        /// Offsets from the prior.
        case offsets
    }

    /// How a yolo tensor is laid out.
    public enum Layout: String, SettingChoice {
        /// Told by the shape.
        case auto
        /// As ``YOLOHead/Layout``.
        case grid, rows, columns
    }

    /// Who reads them.
    public var decoder = Decoder.raw
    /// What it is called.
    public var name = ""
    /// Names of output tensors.
    public var outputs: [String] = []
    /// Names of classes.
    public var labels: [String] = []
    /// A file of them.
    public var labelsFile: String?
    /// Least score.
    public var threshold = 0.5
    /// Overlap from which a box is taken for the same.
    public var overlap = 0.45
    /// Whether classes rival.
    public var acrossClasses = false
    /// Most boxes.
    public var maxBoxes = 200
    /// What turns numbers into scores.
    public var activation = ClassScores.Activation.none
    /// Most classes.
    public var top = 1
    /// Whether a vector gets the length 1.
    public var normalise = true
    /// Boxes of ssd-priors.
    public var boxes = Boxes.auto
    /// Layout of yolo.
    public var layout = Layout.auto

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<HeadSettings>(
        .init(
            "decoder", \.decoder,
            "What the outputs mean: ssd-priors, yunet and yolo give regions, classes scores, embedding a vector, mask a picture, raw the tensor."
        ),
        .init("name", \.name, "Goes into records, names of scores and tensors; empty: the decoder's name."),
        .init(
            "outputs", \.outputs,
            "Names of the output tensors that it reads, in the decoder's order; empty: found by shape, or the only one."
        ),
        .init(
            "labels", \.labels, "Names of the classes in the model's order; empty: face for face models, else numbers."),
        .init("labels_file", \.labelsFile, "File with a class name on each line, instead of labels.", .readsPath),
        .init("threshold", \.threshold, 0...1, "Least score of a box or class."),
        .init(
            "overlap", \.overlap, 0...1,
            "Boxes that overlap a better one by more than this (intersection over union) go."),
        .init("across_classes", \.acrossClasses, "Whether boxes of different classes rival each other."),
        .init("max_boxes", \.maxBoxes, 1...10_000, "Most boxes of a picture; the best stay."),
        .init("activation", \.activation, "What turns numbers into scores: none, softmax or sigmoid (classes, mask)."),
        .init("top", \.top, 1...100, "Most classes that are told; the best."),
        .init("normalise", \.normalise, "Whether an embedding is scaled to a length of 1."),
        .init(
            "boxes", \.boxes,
            "ssd-priors: corners (post-processing is in the model), offsets, or auto: told by a trial run."),
        .init("layout", \.layout, "yolo: grid, rows, columns, or auto: told by the shape."))

    /// Checks one key against another.
    public func validate() throws(StageError) {
        if labelsFile != nil, !labels.isEmpty {
            throw StageError(.configuration, "labels and labels_file both name the classes; write one of them")
        }
    }

    /// What it is called in records and scores.
    var shownName: String { name.isEmpty ? decoder.rawValue : name }
}

/// A tensor that goes out of one run and into the next.
public struct StateSettings: NestedSettings {
    /// Name of the input.
    public var input = ""
    /// Name of the output.
    public var output = ""

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<StateSettings>(
        .init("input", \.input, "The model's input that takes the state; zeros at the start of a stream."),
        .init("output", \.output, "The model's output that gives it for the stream's next frame."))

    /// Both are needed.
    public func validate() throws(StageError) {
        if input.isEmpty || output.isEmpty {
            throw StageError(.configuration, "state: the names of an input and of an output are needed")
        }
    }
}
