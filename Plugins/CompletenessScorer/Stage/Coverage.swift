import PluginSDK

/// Finds the boxes that lie before an object.
struct Coverage {
    let nearer: CompletenessScorerSettings.Nearer
    /// Labels of boxes that can cover; empty for any.
    let labels: [Name]

    /// Appends the boxes of nearer objects that meet the box of the region at a position.
    func find(_ index: Int, _ regions: RegionList, into covers: inout [Box]) {
        covers.removeAll(keepingCapacity: true)
        guard nearer != .none else { return }
        let object = regions[index]
        for other in regions.indices where other != index {
            let region = regions[other]
            // What belongs to the object does not hide it, and a part is not hidden by its whole.
            let isOwn =
                region.parent != 0 && region.parent == object.id || object.parent != 0 && object.parent == region.id
            guard !isOwn, labels.isEmpty || labels.contains(region.label), region.box.isSound,
                isNearer(region.box, than: object.box), region.box.intersection(object.box).area > 0
            else { continue }
            covers.append(region.box)
        }
    }

    private func isNearer(_ other: Box, than box: Box) -> Bool {
        switch nearer {
        case .bottom: other.bottom > box.bottom
        case .larger: other.area > box.area
        case .all: true
        case .none: false
        }
    }
}

extension Box {
    /// Whether it is a rectangle of some size made of numbers.
    var isSound: Bool { width > 0 && height > 0 && (x + y + area).isFinite }
}
