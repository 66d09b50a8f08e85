import PluginSDK

/// Judges by geometry alone: the share of a part's region that lies inside the frame and under no nearer object's box.
struct GeometricJudge: PartJudge {
    private let scale: LevelScale
    private var whole = RectangleUnion()
    private var inside = RectangleUnion()
    private var hidden = RectangleUnion()
    private var shares: [Double] = []

    init(scale: LevelScale) { self.scale = scale }

    mutating func judge(_ object: JudgedObject, in frame: FrameView, levels: inout [Int]) {
        let picture = Box(x: 0, y: 0, width: Float(frame.width), height: Float(frame.height))
        shares.removeAll(keepingCapacity: true)
        for region in object.model.regions { shares.append(share(of: region, object, picture)) }
        for part in object.model.parts.indices {
            levels[part] = scale.level(ofShare: shares[object.model.parts[part].region])
        }
    }

    /// `(area(P ∩ F) − area(P ∩ F ∩ C)) / area(P)`, with P the union of the region's places, F the frame and C the union
    /// of the covering boxes.
    private mutating func share(of region: KeyRegion, _ object: JudgedObject, _ picture: Box) -> Double {
        whole.clear()
        inside.clear()
        hidden.clear()
        for place in region.places {
            let box = object.pixels(place)
            let part = box.intersection(picture)
            whole.add(box)
            inside.add(part)
            for cover in object.covers { hidden.add(part.intersection(cover)) }
        }
        let all = whole.area()
        return all > 0 ? max(0, min(1, (inside.area() - hidden.area()) / all)) : 0
    }
}
