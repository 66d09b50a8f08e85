import PluginSDK
import SluiceVision

/// Judges the pixels of one region.
struct FaceMeter: ~Copyable {
    private let sharpnessReference: Double
    private let workingSize: Int
    private var scaler = Scaler()
    private var image = GrayImage()
    private var mask = GrayImage()
    private var histogram = Histogram()
    private var symmetry = SymmetryMeter()

    init(_ settings: QualityScorerSettings) {
        sharpnessReference = settings.sharpnessReference
        workingSize = settings.workingSize_pixels
    }

    /// Symmetry, sharpness and illumination of a region; resolution and completeness are left at 0.
    mutating func measure(
        _ frame: FrameView, _ box: Box, _ landmarks: FaceLandmarks?
    ) throws(StageError) -> QualityTerms {
        let part = PixelRect(covering: box, within: frame).box
        let shrink = min(1, Float(workingSize) / max(part.width, part.height))
        image.resize(
            width: max(1, Int((part.width * shrink).rounded())), height: max(1, Int((part.height * shrink).rounded())))
        try scaler.scaleLuma(frame, from: part, into: &image)
        let landmarks = landmarks?.moved(from: part, scale: Float(image.width) / part.width)
        drawMask(landmarks)
        let range = Luma.range(frame)
        return QualityTerms(
            symmetry: try symmetry.measure(image, about: landmarks.flatMap(FaceAxis.init)), sharpness: sharpness(range),
            illumination: illumination(range))
    }

    /// `m / (m + reference)`, where m is the mean magnitude of the Laplacian over the face's pixels, in grey levels of
    /// the full range. It never saturates, so that of two sharp faces the sharper one still wins.
    private func sharpness(_ range: (black: Int, white: Int)) -> Double {
        let magnitude = Laplacian(image, mask: mask).meanMagnitude * 255 / Double(range.white - range.black)
        return magnitude / (magnitude + sharpnessReference)
    }

    /// The distance between the 2nd and the 98th percentile of the face's grey values, as a share of all that the
    /// format can show.
    private mutating func illumination(_ range: (black: Int, white: Int)) -> Double {
        histogram.measure(image, mask: mask)
        let length = histogram.percentile(0.98) - histogram.percentile(0.02)
        return min(1, Double(length) / Double(range.white - range.black))
    }

    /// The face's own pixels, without background: an ellipse through what the landmarks say, else inside the box.
    private mutating func drawMask(_ landmarks: FaceLandmarks?) {
        mask.resize(width: image.width, height: image.height)
        let (width, height) = (Float(image.width), Float(image.height))
        guard let landmarks, let ellipse = FaceEllipse(landmarks) else {
            mask.drawEllipse(centre: Point(x: width / 2, y: height / 2), radii: (width / 2, height / 2))
            return
        }
        mask.drawEllipse(centre: ellipse.centre, radii: ellipse.radii, angle_radians: ellipse.angle_radians)
    }
}
