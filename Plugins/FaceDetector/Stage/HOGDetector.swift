import CFaceHOG
import FaceHOGModel
import Glibc
import PluginSDK
import SluiceVision

/// dlib's frontal face detector with room for its results. One thread at a time.
public struct HOGDetector: ~Copyable {
    /// Side of the smallest face found in a picture that is neither enlarged nor reduced.
    public static let window_pixels = Int(FACE_HOG_WINDOW_PIXELS)

    private let detector: OpaquePointer
    private let faces: UnsafeMutableBufferPointer<face_hog_face>
    private var options: face_hog_options

    /// Opens the built-in detector, or the one in the file that the settings name.
    /// - Throws: `missing` for a file that cannot be read, `configuration` for one that is no such detector.
    public init(_ settings: FaceDetectorSettings) throws(StageError) {
        if let path = settings.model {
            detector = try Self.open(try Self.read(path), flags: 0, named: path)
        } else {
            detector = try Self.open(FaceHOGModel.bytes(), flags: FACE_HOG_TRUSTED, named: "the built-in model")
        }
        faces = .allocate(capacity: settings.maxFaces)
        faces.initialize(repeating: face_hog_face())
        options = Self.options(settings)
    }

    deinit {
        face_hog_close(detector)
        faces.deallocate()
    }

    /// Finds faces, best first.
    /// - Parameter luma: A plane of 8-bit brightness.
    /// - Returns: How many; read them by the subscript until the next call.
    public mutating func detect(_ luma: PlaneView) throws(StageError) -> Int {
        let count = luma.bytes.withUnsafeBytes { bytes in
            face_hog_detect(
                detector, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(luma.width),
                Int32(luma.height), luma.row_stride_bytes, &options, faces.baseAddress, Int32(faces.count))
        }
        return try Self.checked(count, luma.width, luma.height)
    }

    /// The same for a picture of the stage's own.
    public mutating func detect(_ luma: borrowing GrayImage) throws(StageError) -> Int {
        let (width, height, stride) = (luma.width, luma.height, luma.row_stride_bytes)
        let count = luma.withBytes { bytes in
            face_hog_detect(
                detector, bytes.baseAddress, Int32(width), Int32(height), stride, &options, faces.baseAddress,
                Int32(faces.count))
        }
        return try Self.checked(count, width, height)
    }

    private static func checked(_ count: Int32, _ width: Int, _ height: Int) throws(StageError) -> Int {
        if count >= 0 { return Int(count) }
        guard count != FACE_HOG_E_MEMORY else { throw StageError(.memory, "no memory for the detector's features") }
        throw StageError(.failed, "dlib's detector failed on a plane of \(width)x\(height) (\(count))")
    }

    /// A face of the last call: where it is and its distance from the decision border.
    public subscript(index: Int) -> (box: Box, score: Float) {
        let face = faces[index]
        let box = Box(x: Float(face.left), y: Float(face.top), width: Float(face.width), height: Float(face.height))
        return (box, face.score)
    }

    /// The way through the pyramid that sees the asked sizes and no more: doublings make small faces as large as the
    /// detector's window; for large ones the first steps of 5/6 are taken without a search.
    private static func options(_ settings: FaceDetectorSettings) -> face_hog_options {
        let smallest = Double(settings.minFaceSize_pixels ?? window_pixels)
        let window = Double(window_pixels)
        var doublings = settings.upsample ?? 0
        if settings.upsample == nil {
            while doublings < 3, window / Double(1 << doublings) > smallest { doublings += 1 }
        }
        var seen = window / Double(1 << doublings)
        var skipped = 0
        // Levels all of whose faces would be left out; their boxes come out within 3 % of the window.
        while seen * 1.03 < smallest * sizeTolerance {
            seen *= 1.2
            skipped += 1
        }
        var levels = 0
        if settings.maxFaceSize_pixels > 0 {
            levels = 1
            while seen < Double(settings.maxFaceSize_pixels) {
                seen *= 1.2
                levels += 1
            }
        }
        return face_hog_options(
            threshold: settings.threshold ?? 0, doublings: Int32(doublings), skipped_levels: Int32(skipped),
            max_levels: Int32(levels))
    }

    /// A face is found on the level nearest to its size, in steps of 1.2, so its box is up to a tenth off.
    static let sizeTolerance = 0.9

    private static func open(
        _ bytes: [UInt8], flags: Int32, named name: String
    ) throws(StageError) -> OpaquePointer {
        var opened: OpaquePointer?
        var why = [CChar](repeating: 0, count: 256)
        let status = face_hog_open(bytes, bytes.count, flags, &opened, &why, why.count)
        guard status == 0, let opened else {
            let reason = String(decoding: why.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            throw StageError(
                .configuration, "model: \(name) is no frontal face detector that dlib serialised: \(reason)")
        }
        return opened
    }

    private static func read(_ path: String) throws(StageError) -> [UInt8] {
        guard let file = fopen(path, "rb") else {
            throw StageError(.missing, "model: cannot read \(path): \(String(cString: strerror(errno)))")
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&block, 1, block.count, file)
            if count == 0 { break }
            bytes += block[..<count]
            if bytes.count > modelLimit_bytes {
                throw StageError(.configuration, "model: \(path) is larger than a detector can be")
            }
        }
        guard ferror(file) == 0 else {
            throw StageError(.io, "model: reading \(path) failed: \(String(cString: strerror(errno)))")
        }
        return bytes
    }

    private static let modelLimit_bytes = 64 << 20
}
