import PluginSDK
import SluiceVision

/// What was last sound in a stream: each block's pixels and index.
final class StreamHistory {
    let stream: UInt32
    private(set) var grid = BlockGrid(width: 0, height: 0, blockWidth: 2, blockHeight: 2)
    private var format = PixelFormat.gray8
    /// Each plane's bytes; UV pairs are two bytes wide.
    private var planes: [SoundPlane] = []
    private var former: [Double] = []
    private var damagedFor: [Int] = []
    /// Of the frame that was looked at last.
    private(set) var indices: [Double] = []
    private(set) var isDamaged: [Bool] = []
    private(set) var damagedCount = 0

    init(stream: UInt32) { self.stream = stream }

    /// Judges each block of a frame.
    func judge(_ frame: FrameView, _ settings: FrameStabilitySettings) {
        let now = BlockGrid(
            width: frame.width, height: frame.height, blockWidth: settings.blockWidth_pixels,
            blockHeight: settings.blockHeight_pixels)
        let isFirst = now != grid || frame.format != format
        if isFirst { begin(now, frame) }
        let plane = frame.plane(0)
        let range = Luma.range(frame)
        var others = 0
        let mostOthers = settings.cutShare * Double(grid.count)
        damagedCount = 0
        for index in 0..<grid.count {
            let part = grid.part(index)
            indices[index] = StabilityIndex.of(BlockMoments(plane, part), range)
            isDamaged[index] = false
            if isFirst { continue }
            let length = Double(range.white - range.black)
            // Once the scene is another one, nothing of it need be looked for any more.
            let radius = Double(others) > mostOthers ? 0 : settings.search_pixels
            let change = plane.nearestDifference(
                planes[0].image, part, radius: radius, enough: settings.change * length)
            guard change > settings.change * length else { continue }
            isDamaged[index] =
                indices[index] < settings.threshold && indices[index] < settings.drop * former[index]
                && damagedFor[index] < settings.holdFrames
            if isDamaged[index] { damagedCount += 1 } else { others += 1 }
        }
        if Double(others) > mostOthers { acceptAll() }
    }

    /// Puts what was there before in the place of damaged blocks.
    func correct(_ frame: inout NewFrame) {
        for index in 0..<grid.count where isDamaged[index] {
            for plane in planes.indices { planes[plane].put(grid.part(index), into: &frame, plane: plane) }
        }
    }

    /// Remembers what is sound of the frame that was judged.
    func remember(_ frame: FrameView) {
        for index in 0..<grid.count {
            guard !isDamaged[index] else {
                damagedFor[index] += 1
                continue
            }
            damagedFor[index] = 0
            former[index] = indices[index]
            if damagedCount > 0 { copy(grid.part(index), frame) }
        }
        if damagedCount == 0 { copy(PixelRect(x: 0, y: 0, width: frame.width, height: frame.height), frame) }
    }

    private func copy(_ part: PixelRect, _ frame: FrameView) {
        for plane in planes.indices { planes[plane].take(part, frame.plane(plane)) }
    }

    private func acceptAll() {
        for index in isDamaged.indices { isDamaged[index] = false }
        damagedCount = 0
    }

    private func begin(_ grid: BlockGrid, _ frame: FrameView) {
        self.grid = grid
        format = frame.format
        planes = (0..<frame.planeCount).map { SoundPlane(frame, $0) }
        former = [Double](repeating: 0, count: grid.count)
        damagedFor = [Int](repeating: 0, count: grid.count)
        indices = former
        isDamaged = [Bool](repeating: false, count: grid.count)
    }
}

/// How even a block is.
enum StabilityIndex {
    /// `mean / (deviation + 1/255)` of the block's pixels after they are brought to 0 (black) to 1 (white): 0 to 255.
    static func of(_ moments: BlockMoments, _ range: (black: Int, white: Int)) -> Double {
        let length = Double(range.white - range.black)
        let mean = min(1, max(0, (moments.mean - Double(range.black)) / length))
        return mean / (moments.deviation / length + 1 / 255)
    }
}
