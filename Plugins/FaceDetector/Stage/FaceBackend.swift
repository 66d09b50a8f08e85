import PluginSDK

/// A face that was found.
struct Face {
    /// In pixels of the frame.
    var box: Box
    /// 0 to 1.
    var confidence: Float
    /// Distance from the decision border, for those who judge by one.
    var margin: Float?
}

/// What finds faces. One thread at a time.
protocol FaceBackend: AnyObject {
    /// Key points of each face.
    var pointsPerFace: Int { get }
    /// Looks at a frame.
    /// - Returns: How many faces there are, best first; they can be read until the next call.
    func find(in frame: FrameView) throws(StageError) -> Int
    /// A face of the last call.
    func face(_ index: Int) -> Face
    /// A key point of a face, in pixels of the frame.
    func point(_ number: Int, of face: Int) -> Point
}
