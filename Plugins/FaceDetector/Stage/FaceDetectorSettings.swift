import Inference
import PluginSDK

/// What `face-detector` can be told.
public struct FaceDetectorSettings: StageSettings {
    /// What finds the faces.
    public enum Backend: String, SettingChoice {
        /// Histograms of oriented gradients, by dlib.
        case hog
        /// A neural network in an ONNX file.
        case onnx
    }

    /// What finds the faces.
    public var backend = Backend.hog
    /// Model file; the built-in one of `hog` for `nil`.
    public var model: String?
    /// Least score of a face; `nil` for the model's own.
    public var threshold: Double?
    /// Smallest face in pixels; `nil` for what the backend sees unaided.
    public var minFaceSize_pixels: Int?
    /// Largest face in pixels; 0 for no bound.
    public var maxFaceSize_pixels = 0
    /// `hog`: doublings of the picture; `nil` for as many as the smallest face needs.
    public var upsample: Int?
    /// `onnx`: overlap from which the lesser of two boxes goes; `nil` for ``defaultNMS``.
    public var nms: Double?
    /// `onnx`: threads that compute; `nil` for 1.
    public var threads: Int?
    /// `onnx`: how exact the arithmetic is; `nil` for full.
    public var precision: ModelOptions.Precision?
    /// `onnx`: columns of the model's input; `nil` for what the model states.
    public var inputWidth_pixels: Int?
    /// `onnx`: rows of the model's input; `nil` for what the model states.
    public var inputHeight_pixels: Int?
    /// `onnx`: whether frames smaller than the model's picture are enlarged to fill it; `nil` for yes.
    public var enlarge: Bool?
    /// Most faces in a frame.
    public var maxFaces = 64
    /// Of how many frames one is looked at.
    public var everyNthFrame = 1

    /// The defaults.
    public init() {}

    static let defaultNMS = 0.3
    /// Side of the input of models that state none.
    static let openSize = 320

    /// The keys.
    public static let schema = Schema<FaceDetectorSettings>(
        .init("backend", \.backend, "What finds the faces: hog (dlib's frontal detector, needs no file) or onnx."),
        .init(
            "model", \.model,
            "hog: path of a detector serialised by dlib; null: the one that is built in. onnx: an Ultra-Light-Fast or "
                + "YuNet model, needed, by path or by its name in the catalogue.",
            .model),
        .init(
            "threshold", \.threshold,
            "Least score of a face. hog: -5 to 5, null: 0, dlib's border. onnx: 0 to 1, null: 0.7 for Ultra-Light-Fast, "
                + "0.6 for YuNet. Below it more faces are found, and more that are none."),
        .init(
            "min_face_size_pixels", \.minFaceSize_pixels,
            "Faces with a shorter side are left out. null: for hog 80, what it sees unaided, and more makes it faster; for "
                + "onnx 0."),
        .init(
            "max_face_size_pixels", \.maxFaceSize_pixels, 0...100_000,
            "Faces with a longer side are left out; 0: no bound."),
        .init(
            "upsample", \.upsample,
            "hog only. Times the picture is doubled first, 0 to 3, for faces under 80 pixels; each costs about four times "
                + "as much. null: as often as min_face_size_pixels asks for."),
        .init(
            "nms", \.nms,
            "onnx only. Of two boxes that overlap by more than this (shared over united area, 0 to 1) the lesser goes; "
                + "null: 0.3."),
        .init("threads", \.threads, "onnx only. Threads that compute one frame, 1 to 256; null: 1."),
        .init(
            "precision", \.precision,
            "onnx only. full: as the model says; bf16: bfloat16 where the processor has it, faster and less exact; null: "
                + "full."),
        .init(
            "input_width_pixels", \.inputWidth_pixels,
            "onnx only. Columns of the picture that the model sees, 32 to 4096; null: what the model states, 320 if it "
                + "states none."),
        .init(
            "input_height_pixels", \.inputHeight_pixels,
            "onnx only. Rows of the picture that the model sees, 32 to 4096; null: what the model states, 320 if it "
                + "states none."),
        .init(
            "enlarge", \.enlarge,
            "onnx only. Whether frames smaller than the picture that a YuNet model sees are enlarged to fill it, so that "
                + "small faces are seen better; null: true. Ultra-Light-Fast is always filled."),
        .init("max_faces", \.maxFaces, 1...1000, "Most faces in a frame; the best are kept."),
        .init(
            "every_nth_frame", \.everyNthFrame, 1...10_000,
            "Look at the frames whose number this divides; the others go out by no port."))

    /// Checks one key against another.
    public func validate() throws(StageError) {
        try checkBackend()
        try Self.check(upsample, 0...3, "upsample")
        try Self.check(threads, 1...256, "threads")
        try Self.check(inputWidth_pixels, 32...4096, "input_width_pixels")
        try Self.check(inputHeight_pixels, 32...4096, "input_height_pixels")
        try Self.check(minFaceSize_pixels, 10...10_000, "min_face_size_pixels")
        try Self.check(nms, 0...1, "nms")
        try Self.check(threshold, backend == .hog ? -5...5 : 0...1, "threshold")
        if maxFaceSize_pixels != 0,
            let least = minFaceSize_pixels ?? (backend == .hog ? HOGDetector.window_pixels : nil),
            maxFaceSize_pixels < least
        {
            throw StageError(
                .configuration, "max_face_size_pixels: \(maxFaceSize_pixels) is below min_face_size_pixels, \(least)")
        }
    }

    /// A key that the chosen backend would not look at is a mistake.
    private func checkBackend() throws(StageError) {
        let neural: [(String, Bool)] = [
            ("nms", nms != nil), ("threads", threads != nil), ("precision", precision != nil),
            ("input_width_pixels", inputWidth_pixels != nil), ("input_height_pixels", inputHeight_pixels != nil),
            ("enlarge", enlarge != nil),
        ]
        let idle = backend == .hog ? neural : [("upsample", upsample != nil)]
        if let key = idle.first(where: \.1)?.0 {
            let other = backend == .hog ? "onnx" : "hog"
            throw StageError(
                .configuration, "\(key): only backend \(other) has this key; the backend is \(backend.rawValue)")
        }
        if backend == .onnx, model == nil {
            throw StageError(.configuration, "model: backend onnx needs a model: a file or a name of the catalogue")
        }
    }

    private static func check<Value: Comparable>(
        _ value: Value?, _ bounds: ClosedRange<Value>, _ key: String
    ) throws(StageError) {
        if let value, !bounds.contains(value) {
            throw StageError(.configuration, "\(key): \(value) is outside \(bounds.lowerBound) to \(bounds.upperBound)")
        }
    }
}
