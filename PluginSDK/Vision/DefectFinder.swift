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
        /// Least difference from all neighbours, or from all but one when the others are alike, in steps of the plane;
        /// `nil` takes all that sticks out of its block for a defect.
        public var leastDifference: Int?
        /// The same as a factor of the neighbours' own spread.
        public var contrast: Double

        /// A rule.
        public init(
            block: (width: Int, height: Int), gamma: Double, tau: Double, mostShare: Double, leastDifference: Int?,
            contrast: Double
        ) {
            self.block = block
            self.gamma = gamma
            self.tau = tau
            self.mostShare = mostShare
            self.leastDifference = leastDifference
            self.contrast = contrast
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
        c.is_bare = rule.leastDifference == nil ? 1 : 0
        c.least_difference = Int32(rule.leastDifference ?? 0)
        c.contrast_256 = UInt32(clamping: Int((rule.contrast * 256).rounded()))
        let whole = PixelRect(x: 0, y: 0, width: frame.width, height: frame.height)
        guard let marks = mask.start else { return 0 }
        let stride = mask.row_stride_bytes
        let marked = plane.withSamples(whole) {
            sv_mark_defects(
                $0, plane.row_stride_bytes, Int32(frame.width), Int32(frame.height), &c, marks, stride)
        }
        guard let marked, marked > 0 else { return 0 }
        count = mend(plane, &c, marks, stride)
        if count > found.count {
            makeRoom(count)
            count = mend(plane, &c, marks, stride)
        }
        return count
    }

    private func mend(
        _ plane: PlaneView, _ rule: inout sv_defect_rule, _ marks: UnsafeMutablePointer<UInt8>, _ stride: Int
    ) -> Int {
        let (room, capacity) = (found.baseAddress, Int64(found.count))
        let (width, height) = (plane.width, plane.height)
        let mended = plane.withSamples(PixelRect(x: 0, y: 0, width: width, height: height)) {
            sv_mend_defects(
                $0, plane.row_stride_bytes, Int32(width), Int32(height), &rule, marks, stride, room, capacity)
        }
        return Int(mended ?? 0)
    }

    private mutating func makeRoom(_ needed: Int) {
        guard needed > found.count else { return }
        found.deallocate()
        found = .allocate(capacity: max(needed, 2 * found.count))
        found.initialize(repeating: sv_defect())
    }
}
