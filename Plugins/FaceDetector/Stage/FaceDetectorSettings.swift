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
    /// Model file; the built-in one for `nil`.
    public var model: String?
    /// Least score of a face.
    public var threshold = 0.0
    /// Smallest face in pixels.
    public var minFaceSize_pixels = HOGDetector.window_pixels
    /// Largest face in pixels; 0 for no bound.
    public var maxFaceSize_pixels = 0
    /// Doublings of the picture; `nil` for as many as the smallest face needs.
    public var upsample: Int?
    /// Most faces in a frame.
    public var maxFaces = 64
    /// Of how many frames one is looked at.
    public var everyNthFrame = 1

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<FaceDetectorSettings>(
        .init("backend", \.backend, "What finds the faces: hog (dlib's frontal detector, needs no file) or onnx."),
        .init(
            "model", \.model, "Model file; null: the one that is built in. For hog, a detector serialised by dlib.",
            .readsPath),
        .init(
            "threshold", \.threshold, -5...5,
            "Least score of a face; dlib's border is 0. Below it more faces are found, and more that are none."),
        .init(
            "min_face_size_pixels", \.minFaceSize_pixels, 10...10_000,
            "Faces with a shorter side are left out. 80 is what the detector sees unaided; more makes it faster."),
        .init(
            "max_face_size_pixels", \.maxFaceSize_pixels, 0...100_000,
            "Faces with a longer side are left out; 0: no bound."),
        .init(
            "upsample", \.upsample,
            "Times the picture is doubled first, 0 to 3, for faces under 80 pixels; each costs about four times as much. "
                + "null: as often as min_face_size_pixels asks for."),
        .init("max_faces", \.maxFaces, 1...1000, "Most faces in a frame; the best are kept."),
        .init(
            "every_nth_frame", \.everyNthFrame, 1...10_000,
            "Look at the frames whose number this divides; the others go out by no port."))

    /// Checks one key against another.
    public func validate() throws(StageError) {
        if backend == .onnx {
            throw StageError(.configuration, "backend: this build has no onnx backend; use hog")
        }
        if let upsample, !(0...3).contains(upsample) {
            throw StageError(.configuration, "upsample: \(upsample) is outside 0 to 3")
        }
        if maxFaceSize_pixels != 0, maxFaceSize_pixels < minFaceSize_pixels {
            throw StageError(
                .configuration,
                "max_face_size_pixels: \(maxFaceSize_pixels) is below min_face_size_pixels, \(minFaceSize_pixels)")
        }
    }
}
