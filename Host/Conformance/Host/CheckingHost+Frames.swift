import CSluice
import HostCore

extension CheckingHost {
    /// A frame of the host's own, under a new handle.
    func newFrame(_ shape: FrameShape, _ state: FencedFrame.State) -> FencedFrame? {
        nextHandle += 1
        let handle = mirror == nil ? nextHandle : mirror?.make(shape)
        guard let handle, let frame = FencedFrame(handle: handle, shape, state: state) else { return nil }
        frames[frame.handle] = frame
        return frame
    }

    func allocate(
        _ spec: UnsafePointer<sluice_frame_spec>, _ frame: UnsafeMutablePointer<sluice_frame>,
        _ planes: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>
    ) -> sluice_status {
        lock.withLock { _ in
            expect("frame_alloc", work: true)
            let format = PixelFormat(rawValue: spec.pointee.pixel_format)
            let (width, height) = (Int(spec.pointee.width), Int(spec.pointee.height))
            if failsNow() { return SLUICE_E_MEMORY }
            guard let made = newFrame(FrameShape(format, width, height), .writable) else { return SLUICE_E_ARGUMENT }
            made.fill(behaviour.undefinedByte)
            if let like = spec.pointee.like { Self.inherit(made.facts.pointer, like.pointee, spec.pointee) }
            if let colour = spec.pointee.colour { made.facts.pointer.pointee.colour = colour.pointee }
            frame.pointee = made.facts.pointer.pointee
            for (index, plane) in made.planes.enumerated() {
                planes[index] = plane.data.assumingMemoryBound(to: UInt8.self)
            }
            return SLUICE_OK
        }
    }

    private static func inherit(
        _ facts: UnsafeMutablePointer<sluice_frame>, _ like: sluice_frame, _ spec: sluice_frame_spec
    ) {
        facts.pointee.colour = like.colour
        facts.pointee.rotation_degrees = like.rotation_degrees
        facts.pointee.flags = like.flags
        facts.pointee.origin = like.origin
        if spec.region != 0 { facts.pointee.origin.region = spec.region }
        let (a, b) = (like.origin.affine, spec.to_like)
        guard b != (0, 0, 0, 0, 0, 0) else { return }
        facts.pointee.origin.affine = (
            a.0 * b.0 + a.1 * b.3, a.0 * b.1 + a.1 * b.4, a.0 * b.2 + a.1 * b.5 + a.2,
            a.3 * b.0 + a.4 * b.3, a.3 * b.1 + a.4 * b.4, a.3 * b.2 + a.4 * b.5 + a.5
        )
    }

    func ref(_ handle: UInt64) -> sluice_status {
        lock.withLock { _ in
            expect("frame_ref", work: true)
            guard let frame = frames[handle] else {
                tell(.balance, "frame_ref was called with the handle \(handle), which is no frame's")
                return SLUICE_E_ARGUMENT
            }
            let stream = frame.facts.pointer.pointee.origin.stream
            let held = frames.values.reduce(0) {
                $0 + ($1.state == .input && $1.facts.pointer.pointee.origin.stream == stream ? $1.refs : 0)
            }
            guard held < manifest.holdsFrames else {
                limitHits += 1
                return SLUICE_E_LIMIT
            }
            frame.refs += 1
            return SLUICE_OK
        }
    }

    func unref(_ handle: UInt64) {
        lock.withLock { _ in
            expect("frame_unref", work: false)
            guard let frame = frames[handle], frame.refs > 0 else {
                return tell(.balance, "frame_unref gave back the frame \(handle), which the plugin does not hold")
            }
            frame.refs -= 1
            let isInUse =
                frame.state == .input && currentItem?.pointee.payload.frame.map { $0.pointee.handle } == handle
            if frame.refs == 0, !isInUse { retire(frame) }
        }
    }

    func keep(
        _ handle: UInt64, _ rect: UnsafePointer<sluice_rect>?, _ result: UnsafeMutablePointer<sluice_frame>
    ) -> sluice_status {
        lock.withLock { _ in
            expect("frame_keep", work: true)
            guard let source = frames[handle] ?? mirror?.adopt(handle) else {
                tell(.balance, "frame_keep was called with the handle \(handle), which is no frame's")
                return SLUICE_E_ARGUMENT
            }
            if failsNow() { return SLUICE_E_LIMIT }
            guard let area = Self.clamp(rect?.pointee, source) else { return SLUICE_E_ARGUMENT }
            let format = PixelFormat(rawValue: source.facts.pointer.pointee.pixel_format)
            guard let kept = newFrame(FrameShape(format, area.width, area.height), .writable) else {
                return SLUICE_E_LIMIT
            }
            kept.copy(source, x: area.x, y: area.y)
            var spec = sluice_frame_spec()
            spec.to_like = (1, 0, Float(area.x), 0, 1, Float(area.y))
            Self.inherit(kept.facts.pointer, source.facts.pointer.pointee, spec)
            kept.freeze()
            result.pointee = mirror?.publish(kept)?.pointee ?? kept.facts.pointer.pointee
            return SLUICE_OK
        }
    }

    private static func clamp(
        _ rect: sluice_rect?, _ frame: FencedFrame
    ) -> (x: Int, y: Int, width: Int, height: Int)? {
        let facts = frame.facts.pointer.pointee
        guard let rect else { return (0, 0, Int(facts.width), Int(facts.height)) }
        let isHalved =
            facts.pixel_format == UInt32(SLUICE_PIXEL_I420) || facts.pixel_format == UInt32(SLUICE_PIXEL_NV12)
        let even = isHalved ? ~1 : ~0
        let (x, y) = (max(0, Int(rect.x)) & even, max(0, Int(rect.y)) & even)
        let right = min(Int(facts.width), Int(rect.x) + Int(rect.width))
        let bottom = min(Int(facts.height), Int(rect.y) + Int(rect.height))
        return right > x && bottom > y ? (x, y, right - x, bottom - y) : nil
    }

    /// The plugin's last use of a frame is over.
    func retire(_ frame: FencedFrame) {
        frames[frame.handle] = nil
        mirror?.release(frame.handle)
        for plane in frame.planes { quarantine.take(plane, "after its last use was over") }
        quarantine.take(frame.facts.block, "after its last use was over")
    }
}

extension FencedFrame {
    func copy(_ source: FencedFrame, x: Int, y: Int) {
        for index in 0..<layout.planeCount {
            let plane = layout.planes[index]
            let step = plane.width == layout.planes[0].width && index == 0 ? 1 : 2
            let from = source.planes[index].data + (y / step) * source.stride(index) + (x / step) * plane.sample_bytes
            for row in 0..<plane.height {
                (planes[index].data + row * stride(index)).copyMemory(
                    from: from + row * source.stride(index), byteCount: plane.width * plane.sample_bytes)
            }
        }
    }
}
