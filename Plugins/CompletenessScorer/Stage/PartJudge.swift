import PluginSDK

/// Says which level each part of an object shows. This is where a backend goes: the geometric one looks at boxes, a model
/// looks at pixels.
///
/// A judge is asked once per object. It may cut each of the object's key regions out of the frame (parts that lie close
/// share one) and let each part's own model, or each part's head of one model, judge that. It answers in levels and not
/// in values, so that what a level is worth stays a matter of the configuration. Calls never overlap.
protocol PartJudge: ~Copyable {
    /// - Parameters:
    ///   - object: What is asked about.
    ///   - frame: The picture that it is in.
    ///   - levels: For each of the object's parts the position of its level in the scale; comes with one place each.
    mutating func judge(_ object: JudgedObject, in frame: FrameView, levels: inout [Int]) throws(StageError)
}

/// An object that a judge is asked about.
struct JudgedObject {
    /// Its parts, and the regions that they lie in.
    let model: ObjectModel
    /// Where it is, in pixels of the frame.
    let box: Box
    /// Boxes of nearer objects that meet its box, in pixels of the frame.
    let covers: [Box]

    /// A place that is given in shares of the object's box, in pixels of the frame.
    func pixels(_ place: Box) -> Box {
        Box(
            x: box.x + place.x * box.width, y: box.y + place.y * box.height, width: place.width * box.width,
            height: place.height * box.height)
    }
}
