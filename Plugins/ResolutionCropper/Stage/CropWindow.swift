import PluginSDK

/// Where a crop lies in its frame, and how large it becomes.
struct CropWindow: Equatable {
    /// In pixels of the frame, inside it.
    var part: Box
    /// Size of the result in pixels.
    var size: CropSize

    /// The window for a face.
    /// - Parameters:
    ///   - face: In pixels of the frame; what reaches outside is ignored.
    ///   - target: The size asked for.
    ///   - frame: Size of the frame.
    ///   - step: 2 where colour has half the size, so that windows that are not scaled begin on whole colour samples.
    /// - Returns: `nil` for a face outside the frame.
    static func around(
        _ face: Box, target: CropSize, mode: ResolutionCropperSettings.Mode, margin: Float, frame: CropSize, step: Int
    ) -> CropWindow? {
        let whole = Box(x: 0, y: 0, width: Float(frame.width), height: Float(frame.height))
        let seen = face.intersection(whole)
        guard seen.width >= 1, seen.height >= 1, face.width.isFinite, face.height.isFinite else { return nil }
        let room = mode == .fit ? margin * max(seen.width, seen.height) : 0
        let wanted = (width: seen.width + 2 * room, height: seen.height + 2 * room)
        let holds = wanted.width <= Float(target.width) && wanted.height <= Float(target.height)
        let unscaled = exact(seen, target, frame, step)
        // Whole pixels round a face of fractions can be one more than the target.
        if mode == .window || holds && unscaled.size == target { return unscaled }
        return scaled(seen, wanted, target, frame)
    }

    /// Pixels as they are: the target size centred on the face, grown where the face is larger, cut where the frame is
    /// smaller.
    private static func exact(_ face: Box, _ target: CropSize, _ frame: CropSize, _ step: Int) -> CropWindow {
        let (x, width) = exactSpan(face.x, face.right, target.width, frame.width, step)
        let (y, height) = exactSpan(face.y, face.bottom, target.height, frame.height, step)
        return CropWindow(
            part: Box(x: Float(x), y: Float(y), width: Float(width), height: Float(height)),
            size: CropSize(width: width, height: height))
    }

    private static func exactSpan(
        _ low: Float, _ high: Float, _ target: Int, _ limit: Int, _ step: Int
    ) -> (start: Int, length: Int) {
        let first = Int(low.rounded(.down))
        let last = Int(high.rounded(.up))
        var length = min(limit, max(target, last - first))
        let centred = Int(((low + high) / 2 - Float(length) / 2).rounded())
        var start = max(0, min(limit - length, centred))
        // Centring may leave out a column of the face by rounding.
        start = max(0, min(start, first))
        start -= start % step
        if start + length < last { length = min(limit - start, last - start) }
        return (start, length)
    }

    /// Face and margin, widened to the target's shape, moved into the frame; squeezed only where the frame is too
    /// narrow for that shape.
    private static func scaled(
        _ face: Box, _ wanted: (width: Float, height: Float), _ target: CropSize, _ frame: CropSize
    ) -> CropWindow {
        let shape = Float(target.width) / Float(target.height)
        var width = max(wanted.width, wanted.height * shape, min(Float(target.width), Float(frame.width)))
        var height = width / shape
        let limit = (width: Float(frame.width), height: Float(frame.height))
        let excess = max(width / limit.width, height / limit.height, 1)
        width = max(min(width / excess, limit.width), face.width)
        height = max(min(height / excess, limit.height), face.height)
        let x = place(face.centreX - width / 2, face.x, face.right, width, limit.width)
        let y = place(face.centreY - height / 2, face.y, face.bottom, height, limit.height)
        return CropWindow(part: Box(x: x, y: y, width: width, height: height), size: target)
    }

    /// Nearest to `centred` that lies inside the frame and holds the face.
    private static func place(_ centred: Float, _ low: Float, _ high: Float, _ length: Float, _ limit: Float) -> Float {
        let held = min(max(centred, high - length), low)
        return max(0, min(limit - length, held))
    }
}
