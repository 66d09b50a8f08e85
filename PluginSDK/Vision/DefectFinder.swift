import CSluiceVision
import PluginSDK

/// Finds single pixels that stick out of their block, and what they should be.
public struct DefectFinder: ~Copyable {
    /// What counts as a defect. Values are brightness above black.
    public struct Rule: Sendable {
        /// Size of a block in pixels.
        public var block: (width: Int, height: Int)
        /// Factor of the block's mean above which a pixel is a defect.
        public var gamma: Double
        /// Factor of the block's mean below which a pixel is a defect.
        public var tau: Double
        /// Share of a block above which what sticks out is content.
        public var mostShare: Double
        /// Sound neighbours, of eight, that a defect needs; fewer at the frame's edge in proportion.
        public var leastSound: Int
        /// Least difference from the mean of the sound neighbours, in steps of the plane.
        public var leastDifference: Int

        /// A rule.
        public init(
            block: (width: Int, height: Int), gamma: Double, tau: Double, mostShare: Double, leastSound: Int,
            leastDifference: Int
        ) {
            self.block = block
            self.gamma = gamma
            self.tau = tau
            self.mostShare = mostShare
            self.leastSound = leastSound
            self.leastDifference = leastDifference
        }
    }

    /// A defect and the mean of its sound neighbours.
    public struct Defect: Sendable, Hashable {
        /// From the left.
        public let x: Int
        /// From the top.
        public let y: Int
        /// What it is.
        public let value: UInt8
        /// What its sound neighbours say.
        public let mended: UInt8
    }

    private var mask = GrayImage()
    private var found: UnsafeMutableBufferPointer<sv_defect>
    /// How many the last call has found.
    public private(set) var count = 0

    /// Room for a few.
    public init() {
        found = .allocate(capacity: 1024)
        found.initialize(repeating: sv_defect())
    }

    deinit { found.deallocate() }

    /// One of those that the last call has found, in order of rows.
    public subscript(index: Int) -> Defect {
        precondition(index >= 0 && index < count, "defect \(index) of \(count)")
        let one = found[index]
        return Defect(x: Int(one.x), y: Int(one.y), value: one.value, mended: one.mended)
    }

    /// Looks at the brightness plane of a planar frame.
    /// - Returns: How many defects there are.
    @discardableResult
    public mutating func find(_ frame: FrameView, _ rule: Rule) -> Int {
        let plane = frame.plane(0)
        count = 0
        mask.resize(width: frame.width, height: frame.height)
        var c = sv_defect_rule()
        (c.block_width, c.block_height) = (Int32(rule.block.width), Int32(rule.block.height))
        c.black = Int32(Luma.range(frame).black)
        c.gamma_256 = UInt32(clamping: Int((rule.gamma * 256).rounded()))
        c.tau_256 = UInt32(clamping: Int((rule.tau * 256).rounded()))
        c.most_256 = UInt32(clamping: Int((rule.mostShare * 256).rounded()))
        c.least_sound = Int32(rule.leastSound)
        c.least_difference = Int32(rule.leastDifference)
        let whole = PixelRect(x: 0, y: 0, width: frame.width, height: frame.height)
        guard let marks = mask.start else { return 0 }
        let stride = mask.row_stride_bytes
        let marked = plane.withSamples(whole) {
            sv_mark_defects(
                $0, plane.row_stride_bytes, Int32(frame.width), Int32(frame.height), &c, marks, stride)
        }
        guard let marked, marked > 0 else { return 0 }
        makeRoom(Int(marked))
        let (room, capacity) = (found.baseAddress, Int64(found.count))
        let mended = plane.withSamples(whole) {
            sv_mend_defects(
                $0, plane.row_stride_bytes, Int32(frame.width), Int32(frame.height), &c, marks, stride, room, capacity)
        }
        count = Int(mended ?? 0)
        return count
    }

    private mutating func makeRoom(_ needed: Int) {
        guard needed > found.count else { return }
        found.deallocate()
        found = .allocate(capacity: max(needed, 2 * found.count))
        found.initialize(repeating: sv_defect())
    }
}
