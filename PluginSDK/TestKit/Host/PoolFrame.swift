import CSluice
import PluginSDK

/// A frame in memory of its own, with red zones round each plane.
final class PoolFrame {
    enum State: String { case input, writable, frozen, kept }

    static let guard_bytes = 256
    static let guardByte: UInt8 = 0xA5
    /// What new frames are filled with, so that pixels which a stage forgets to write are seen.
    static let undefinedByte: UInt8 = 0xCD

    let format: PixelFormat
    private(set) var facts = sluice_frame()
    var state: State
    var count = 1
    /// How many of `count` the stage has taken by frame_ref.
    var refs = 0
    private let memory: UnsafeMutableRawPointer
    private let total_bytes: Int
    private let zones: [Range<Int>]
    private var pristine: UnsafeMutableRawPointer?

    init?(
        handle: UInt64, format: PixelFormat, width: Int, height: Int, padding_bytes: Int = 0, state: State
    ) {
        let layouts = PlaneLayout.planes(format, width, height)
        guard !layouts.isEmpty else { return nil }
        self.format = format
        self.state = state
        var offsets: [Int] = []
        var zones: [Range<Int>] = []
        var top = 0
        for layout in layouts {
            zones.append(top..<top + PoolFrame.guard_bytes)
            top += PoolFrame.guard_bytes
            offsets.append(top)
            top += PoolFrame.stride(layout, padding_bytes) * (state == .writable ? layout.writableRows : layout.height)
            let aligned = (top + 63) / 64 * 64
            zones.append(top..<aligned + PoolFrame.guard_bytes)
            top = aligned + PoolFrame.guard_bytes
        }
        total_bytes = top
        self.zones = zones
        memory = UnsafeMutableRawPointer.allocate(byteCount: top, alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: PoolFrame.undefinedByte, count: top)
        for zone in zones {
            (memory + zone.lowerBound).initializeMemory(as: UInt8.self, repeating: Self.guardByte, count: zone.count)
        }
        describe(handle, width, height, layouts, offsets, padding_bytes)
    }

    deinit {
        memory.initializeMemory(as: UInt8.self, repeating: 0xDD, count: total_bytes)
        memory.deallocate()
        pristine?.deallocate()
    }

    private static func stride(_ layout: PlaneLayout, _ padding_bytes: Int) -> Int {
        (layout.rowBytes + padding_bytes + 63) / 64 * 64
    }

    private func describe(
        _ handle: UInt64, _ width: Int, _ height: Int, _ layouts: [PlaneLayout], _ offsets: [Int], _ padding_bytes: Int
    ) {
        facts.struct_size = UInt32(MemoryLayout<sluice_frame>.size)
        facts.pixel_format = format.rawValue
        facts.handle = handle
        facts.width = UInt32(width)
        facts.height = UInt32(height)
        facts.plane_count = UInt32(layouts.count)
        facts.memory_kind = UInt32(SLUICE_MEMORY_HOST)
        facts.sample_aspect_num = 1
        facts.sample_aspect_den = 1
        facts.origin.affine = (1, 0, 0, 0, 1, 0)
        for (index, layout) in layouts.enumerated() {
            let stride = PoolFrame.stride(layout, padding_bytes)
            setPlane(
                index,
                sluice_plane(
                    data: UnsafePointer((memory + offsets[index]).assumingMemoryBound(to: UInt8.self)),
                    size_bytes: UInt64(stride * layout.height), row_stride_bytes: UInt32(stride),
                    width: UInt32(layout.width), height: UInt32(layout.height), reserved: 0))
        }
    }

    private func setPlane(_ index: Int, _ plane: sluice_plane) {
        withUnsafeMutablePointer(to: &facts.planes) {
            $0.withMemoryRebound(to: sluice_plane.self, capacity: 4) { $0[index] = plane }
        }
    }

    func plane(_ index: Int) -> sluice_plane {
        withUnsafePointer(to: facts.planes) {
            $0.withMemoryRebound(to: sluice_plane.self, capacity: 4) { $0[index] }
        }
    }

    func setColour(_ colour: sluice_colour) { facts.colour = colour }
    func setOrigin(_ origin: sluice_origin) { facts.origin = origin }
    func setFlags(_ flags: UInt32) { facts.flags = flags }
    func setLook(like other: sluice_frame) {
        facts.rotation_degrees = other.rotation_degrees
        facts.sample_aspect_num = other.sample_aspect_num
        facts.sample_aspect_den = other.sample_aspect_den
        facts.flags = other.flags
    }
    func setRotation(_ degrees: Int) { facts.rotation_degrees = UInt32(degrees) }

    func writablePlane(_ index: Int) -> UnsafeMutablePointer<UInt8> {
        UnsafeMutablePointer(mutating: plane(index).data)
    }

    /// Fills the planes from tight rows.
    func fill(_ planes: [[UInt8]]) {
        for (index, bytes) in planes.enumerated() {
            let plane = plane(index)
            let row = bytes.count / max(1, Int(plane.height))
            bytes.withUnsafeBytes { source in
                guard let start = source.baseAddress else { return }
                for y in 0..<Int(plane.height) {
                    UnsafeMutableRawPointer(mutating: plane.data + y * Int(plane.row_stride_bytes))
                        .copyMemory(from: start + y * row, byteCount: row)
                }
            }
        }
    }

    /// The planes as tight rows.
    func tightPlanes() -> [[UInt8]] {
        PlaneLayout.planes(format, Int(facts.width), Int(facts.height)).enumerated().map { index, layout in
            let plane = plane(index)
            var bytes: [UInt8] = []
            bytes.reserveCapacity(layout.rowBytes * layout.height)
            for y in 0..<layout.height {
                let row = UnsafeBufferPointer(
                    start: plane.data + y * Int(plane.row_stride_bytes), count: layout.rowBytes)
                bytes.append(contentsOf: row)
            }
            return bytes
        }
    }

    /// From here on the content must not change.
    func freeze(_ state: State) {
        self.state = state
        let copy = UnsafeMutableRawPointer.allocate(byteCount: total_bytes, alignment: 64)
        copy.copyMemory(from: memory, byteCount: total_bytes)
        pristine?.deallocate()
        pristine = copy
    }

    /// What a stage has written where it must not; `nil` when all is well.
    var damage: String? {
        if let pristine {
            return memoryIsEqual(pristine, memory, total_bytes) ? nil : "a read-only frame was written to"
        }
        for (index, zone) in zones.enumerated() {
            for offset in zone where memory.load(fromByteOffset: offset, as: UInt8.self) != Self.guardByte {
                let side = index % 2 == 0 ? "before" : "after"
                let distance = index % 2 == 0 ? zone.upperBound - offset : offset - zone.lowerBound + 1
                return "\(distance) bytes \(side) plane \(index / 2) were written to"
            }
        }
        return nil
    }

    /// The frame as a value.
    var value: TestFrame {
        var frame = TestFrame(
            format, width: Int(facts.width), height: Int(facts.height), planes: tightPlanes())
        frame.matrix = facts.colour.matrix
        frame.range = facts.colour.range
        frame.rotation_degrees = Int(facts.rotation_degrees)
        frame.originRegion = facts.origin.region
        let a = facts.origin.affine
        frame.affine = [a.0, a.1, a.2, a.3, a.4, a.5]
        return frame
    }

    /// Takes the damage as the new state, so that it is reported once.
    func heal() {
        if pristine != nil { return freeze(state) }
        for zone in zones {
            (memory + zone.lowerBound).initializeMemory(as: UInt8.self, repeating: Self.guardByte, count: zone.count)
        }
    }
}
