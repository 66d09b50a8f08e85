import Inference
import InferenceDecoders
import PluginSDK

/// What `object-detector` can be told.
public struct ObjectDetectorSettings: StageSettings {
    /// Model file.
    public var model = ""
    /// How its output is laid out; `nil` to tell it from the shape.
    public var layout: YOLOHead.Layout?
    /// Names of its classes, in its order; empty for COCO's eighty.
    public var classes: [String] = []
    /// Classes to look for; empty for all.
    public var labels: [String] = []
    /// Least score of an object.
    public var threshold = 0.65
    /// Overlap from which the lesser of two boxes of one class goes.
    public var nms = 0.45
    /// Smallest object in pixels.
    public var minSize_pixels = 0
    /// Most objects in a frame.
    public var maxObjects = 100
    /// Of how many frames one is looked at.
    public var everyNthFrame = 1
    /// Threads that compute.
    public var threads = 1
    /// How exact the arithmetic is.
    public var precision = ModelOptions.Precision.full
    /// What becomes of pictures of other proportions.
    public var fit = Fit.stretch
    /// Order of colours.
    public var colours = Colours.bgr
    /// What 255 becomes.
    public var white = 1.0

    /// What becomes of pictures of other proportions.
    public enum Fit: String, SettingChoice {
        /// Both axes are scaled until they fit.
        case stretch
        /// Padded with grey on both sides.
        case letterbox
    }

    /// Order of colours.
    public enum Colours: String, SettingChoice {
        /// Blue first, as OpenCV reads pictures.
        case bgr
        /// Red first.
        case rgb
    }

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<ObjectDetectorSettings>(
        .init(
            "model", \.model,
            "FastestDet or another model of the YOLO family, by path or by its name in the catalogue.", .model,
            .required),
        .init(
            "layout", \.layout,
            "How its output is laid out: grid (FastestDet), rows (YOLOv5, v7), columns (YOLOv8 and later); null: told from "
                + "its shape."),
        .init(
            "classes", \.classes, "Names of the model's classes, in its order; empty: the eighty of COCO, person first."
        ),
        .init("labels", \.labels, "Classes to look for; empty: all of them."),
        .init(
            "threshold", \.threshold, 0...1,
            "Least score of an object. Below it more are found, and more that are none."),
        .init(
            "nms", \.nms, 0...1,
            "Of two boxes of one class that overlap by more than this (shared over united area) the lesser goes."),
        .init("min_size_pixels", \.minSize_pixels, 0...10_000, "Objects with a shorter side are left out."),
        .init("max_objects", \.maxObjects, 1...1000, "Most objects in a frame; the best are kept."),
        .init(
            "every_nth_frame", \.everyNthFrame, 1...10_000,
            "Look at the frames whose number this divides; the others go out by no port."),
        .init("threads", \.threads, 1...256, "Threads that compute one frame."),
        .init(
            "precision", \.precision,
            "full: as the model says; bf16: bfloat16 where the processor has it, faster and less exact."),
        .init("fit", \.fit, "stretch: both axes fill the model's picture; letterbox: proportions stay, grey is added."),
        .init("colours", \.colours, "Order of the colours that the model was trained on: bgr or rgb."),
        .init("white", \.white, 0.001...1000, "What the model was told that white is; black is 0."))

    /// The model's classes by name.
    var allClasses: [String] { classes.isEmpty ? CocoLabels.all : classes }

    /// Checks the labels against the classes.
    public func validate() throws(StageError) {
        let known = classes.isEmpty ? CocoLabels.all : classes
        for label in labels where !known.contains(label) {
            throw StageError(
                .configuration,
                "labels: there is no class \(label); the model tells apart: " + known.joined(separator: ", "))
        }
    }
}
