import CHostShim
import CSluice
import HostCore
import HostMemory

/// A frame whose planes each lie between fences.
final class FencedFrame {
    enum State { case input, writable, frozen }

    let handle: UInt64
    let planes: [FencedBlock]
    let layout: FrameLayout
    let facts: FencedValue<sluice_frame>
    var state: State
    /// How many users the plugin is, by frame_ref, frame_alloc and frame_keep.
    var refs = 0

    init?(handle: UInt64, _ shape: FrameShape, state: State) {
        guard let layout = FrameLayout(format: shape.format.rawValue, width: shape.width, height: shape.height) else {
            return nil
        }
        var facts = sluice_frame()
        facts.struct_size = UInt32(MemoryLayout<sluice_frame>.size)
        facts.pixel_format = shape.format.rawValue
        facts.handle = handle
        facts.width = UInt32(shape.width)
        facts.height = UInt32(shape.height)
        facts.plane_count = UInt32(layout.planeCount)
        facts.sample_aspect_num = 1
        facts.sample_aspect_den = 1
        facts.origin.affine = (1, 0, 0, 0, 1, 0)
        var planes: [FencedBlock] = []
        for index in 0..<layout.planeCount {
            guard let block = Self.plane(index, layout.planes[index], shape, state, &facts) else { return nil }
            planes.append(block)
        }
        guard let value = FencedValue(facts, .init(what: "the sluice_frame of a frame", outside: .olderHost)) else {
            return nil
        }
        self.handle = handle
        self.planes = planes
        self.layout = layout
        self.state = state
        self.facts = value
        refs = state == .input ? 0 : 1
    }

    private static func plane(
        _ index: Int, _ plane: FrameLayout.Plane, _ shape: FrameShape, _ state: State, _ facts: inout sluice_frame
    ) -> FencedBlock? {
        let stride = plane.row_stride_bytes + shape.padding_bytes
        let bytes = stride * plane.height
        let label = FencedBlock.Label(what: state == .input ? inputNames[index] : outputNames[index])
        let slack_bytes = state == .input ? 64 : plane.slack_bytes
        guard let block = FencedBlock(bytes, at: shape.side, slack_bytes: slack_bytes, alignment: 64, label) else {
            return nil
        }
        let start = block.data.assumingMemoryBound(to: UInt8.self)
        if state == .input { shim_fill(start, UInt64(bytes + 64), shape.paddingSeed) }
        let entry = sluice_plane(
            data: start, size_bytes: UInt64(bytes), row_stride_bytes: UInt32(stride), width: UInt32(plane.width),
            height: UInt32(plane.height), reserved: 0)
        withUnsafeMutablePointer(to: &facts.planes) {
            $0.withMemoryRebound(to: sluice_plane.self, capacity: 4) { $0[index] = entry }
        }
        return block
    }

    private static let inputNames: [StaticString] = [
        "plane 0 of an input frame", "plane 1 of an input frame", "plane 2 of an input frame",
        "plane 3 of an input frame",
    ]
    private static let outputNames: [StaticString] = [
        "plane 0 of a frame that it allocated", "plane 1 of a frame that it allocated",
        "plane 2 of a frame that it allocated", "plane 3 of a frame that it allocated",
    ]

    /// Bytes from one row of a plane to the next.
    func stride(_ plane: Int) -> Int {
        withUnsafePointer(to: facts.pointer.pointee.planes) {
            $0.withMemoryRebound(to: sluice_plane.self, capacity: 4) { Int($0[plane].row_stride_bytes) }
        }
    }

    /// Calls the body for each row with its pixels: plane, row, start, bytes.
    func eachRow(_ body: (Int, Int, UnsafeMutablePointer<UInt8>, Int) -> Void) {
        for index in 0..<layout.planeCount {
            let plane = layout.planes[index]
            let stride = stride(index)
            let start = planes[index].data.assumingMemoryBound(to: UInt8.self)
            for y in 0..<plane.height { body(index, y, start + y * stride, plane.width * plane.sample_bytes) }
        }
    }

    /// From here on nobody may write to it.
    func freeze() {
        for plane in planes { plane.allow(.read) }
        facts.freeze()
        if state == .writable { state = .frozen }
    }

    /// A number that tells pictures apart; padding does not count.
    var digest: UInt64 {
        var hash = UInt64(layout.planeCount)
        eachRow { _, _, row, bytes in hash = shim_hash(row, UInt64(bytes), hash) }
        return hash
    }
}
