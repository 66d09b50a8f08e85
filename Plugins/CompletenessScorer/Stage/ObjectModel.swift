import PluginSDK

/// A part of an object: what it is called, how much it counts, and where it lies.
struct ObjectPart: Sendable {
    let name: String
    let weight: Double
    /// In shares of the object's box: 0, 0 is its top left corner, 1, 1 its bottom right one.
    let places: [Box]
    /// Position of its key region.
    var region = 0
}

/// A key region: the smallest rectangle round the places of the parts that share it.
struct KeyRegion: Sendable {
    /// In shares of the object's box: the places of the one part, or the rectangle round all of several.
    var places: [Box]
    var parts: [Int]
}

/// An object as key parts with a layout relative to its box.
struct ObjectModel: Sendable {
    let label: String
    private(set) var parts: [ObjectPart]
    private(set) var regions: [KeyRegion] = []

    /// - Parameters:
    ///   - parts: At least one with a weight above 0.
    ///   - shareDistance: Parts that lie closer than this share a region; in shares of the box's width and height.
    init(label: String, parts: [ObjectPart], shareDistance: Float) {
        self.label = label
        self.parts = parts
        makeRegions(shareDistance)
    }

    /// Groups parts by single linkage: a chain of close parts is one region.
    private mutating func makeRegions(_ distance: Float) {
        var group = Array(parts.indices)
        for first in parts.indices {
            for second in parts.indices where second > first && isClose(first, second, distance) {
                let (kept, merged) = (group[first], group[second])
                for index in group.indices where group[index] == merged { group[index] = kept }
            }
        }
        for index in parts.indices {
            let members = parts.indices.filter { group[$0] == group[index] }
            if members.first == index {
                let places = members.flatMap { parts[$0].places }
                regions.append(KeyRegion(places: members.count == 1 ? places : [hull(places)], parts: members))
            }
            parts[index].region = regions.firstIndex { $0.parts.contains(index) } ?? 0
        }
    }

    private func isClose(_ first: Int, _ second: Int, _ distance: Float) -> Bool {
        parts[first].places.contains { one in
            parts[second].places.contains { other in
                let across = max(0, max(one.x, other.x) - min(one.right, other.right))
                let down = max(0, max(one.y, other.y) - min(one.bottom, other.bottom))
                return (across * across + down * down).squareRoot() < distance
            }
        }
    }

    private func hull(_ places: [Box]) -> Box {
        let (left, top) = (places.map(\.x).min() ?? 0, places.map(\.y).min() ?? 0)
        let (right, bottom) = (places.map(\.right).max() ?? 0, places.map(\.bottom).max() ?? 0)
        return Box(x: left, y: top, width: right - left, height: bottom - top)
    }
}
