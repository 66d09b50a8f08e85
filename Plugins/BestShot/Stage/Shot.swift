import PluginSDK

/// A candidate with its picture.
final class Shot {
    let frame: HeldFrame
    /// Of the track in question, and what belongs to it.
    let regions: SavedRegions
    let stamp: ItemStamp
    let score: Float
    var wasEmitted = false

    init(frame: consuming HeldFrame, regions: SavedRegions, stamp: ItemStamp, score: Float) {
        self.frame = frame
        self.regions = regions
        self.stamp = stamp
        self.score = score
    }
}
