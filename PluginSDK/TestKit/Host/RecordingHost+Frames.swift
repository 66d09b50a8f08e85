import CSluice
import PluginSDK

extension RecordingHost {
    func allocate(
        _ spec: sluice_frame_spec, _ frame: UnsafeMutablePointer<sluice_frame>,
        _ planes: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>
    ) -> sluice_status {
        let format = PixelFormat(rawValue: spec.pixel_format)
        guard spec.width > 0, spec.height > 0, spec.width <= 65535, spec.height <= 65535,
            let made = newFrame(format, Int(spec.width), Int(spec.height), .writable)
        else { return SLUICE_E_ARGUMENT }
        if let like = spec.like?.pointee {
            made.setLook(like: like)
            made.setColour(like.colour)
            made.setOrigin(RecordingHost.compose(like.origin, spec))
        }
        if let colour = spec.colour?.pointee { made.setColour(colour) }
        frame.pointee = made.facts
        for index in 0..<Int(made.facts.plane_count) { planes[index] = made.writablePlane(index) }
        return SLUICE_OK
    }

    static func compose(_ origin: sluice_origin, _ spec: sluice_frame_spec) -> sluice_origin {
        var result = origin
        let (a, b) = (origin.affine, spec.to_like)
        if b != (0, 0, 0, 0, 0, 0) {
            result.affine = (
                a.0 * b.0 + a.1 * b.3, a.0 * b.1 + a.1 * b.4, a.0 * b.2 + a.1 * b.5 + a.2,
                a.3 * b.0 + a.4 * b.3, a.3 * b.1 + a.4 * b.4, a.3 * b.2 + a.4 * b.5 + a.5
            )
        }
        if spec.region != 0 { result.region = spec.region }
        return result
    }

    func ref(_ handle: UInt64) -> sluice_status {
        guard let frame = frames[handle] else {
            violate("frame_ref of the unknown frame \(handle)")
            return SLUICE_E_ARGUMENT
        }
        let stream = frame.facts.origin.stream
        let held = frames.values.filter { $0.facts.origin.stream == stream }.reduce(0) { $0 + $1.refs }
        guard held < contract.holdsFrames else { return SLUICE_E_LIMIT }
        frame.count += 1
        frame.refs += 1
        return SLUICE_OK
    }

    func unref(_ handle: UInt64) {
        guard let frame = frames[handle] else { return violate("frame_unref of the unknown frame \(handle)") }
        if frame.state == .input {
            guard frame.refs > 0 else { return violate("frame_unref of a frame that was not kept") }
            frame.refs -= 1
        }
        release(frame)
    }

    func keep(
        _ handle: UInt64, _ rect: sluice_rect?, _ result: UnsafeMutablePointer<sluice_frame>
    ) -> sluice_status {
        guard let source = frames[handle] else {
            violate("frame_keep of the unknown frame \(handle)")
            return SLUICE_E_ARGUMENT
        }
        guard let area = RecordingHost.clamp(rect, source) else { return SLUICE_E_ARGUMENT }
        guard let kept = newFrame(source.format, Int(area.width), Int(area.height), .writable) else {
            return SLUICE_E_ARGUMENT
        }
        guard keepUsed_bytes + kept.used_bytes <= keepStore_bytes else {
            frames[kept.facts.handle] = nil
            return SLUICE_E_LIMIT
        }
        keepUsed_bytes += kept.used_bytes
        kept.copyPixels(of: source, area)
        kept.setLook(like: source.facts)
        kept.setColour(source.facts.colour)
        var spec = sluice_frame_spec()
        spec.to_like = (1, 0, Float(area.x), 0, 1, Float(area.y))
        kept.setOrigin(RecordingHost.compose(source.facts.origin, spec))
        kept.freeze(.kept)
        result.pointee = kept.facts
        return SLUICE_OK
    }

    private static func clamp(_ rect: sluice_rect?, _ frame: PoolFrame) -> sluice_rect? {
        let (width, height) = (Int32(frame.facts.width), Int32(frame.facts.height))
        guard var area = rect else { return sluice_rect(x: 0, y: 0, width: width, height: height) }
        let right = min(width, area.x &+ area.width)
        let bottom = min(height, area.y &+ area.height)
        area.x = max(0, area.x)
        area.y = max(0, area.y)
        if frame.format == .i420 || frame.format == .nv12 {
            area.x &= ~1
            area.y &= ~1
        }
        area.width = right - area.x
        area.height = bottom - area.y
        return area.width > 0 && area.height > 0 ? area : nil
    }
}

extension PoolFrame {
    /// Bytes of all planes with their padding.
    var used_bytes: Int { (0..<Int(facts.plane_count)).reduce(0) { $0 + Int(plane($1).size_bytes) } }

    func copyPixels(of source: PoolFrame, _ area: sluice_rect) {
        let layouts = PlaneLayout.planes(format, Int(facts.width), Int(facts.height))
        for (index, layout) in layouts.enumerated() {
            let (from, to) = (source.plane(index), plane(index))
            let step = layout.width == Int(facts.width) ? 1 : 2
            let (x, y) = (Int(area.x) / step, Int(area.y) / step)
            for row in 0..<layout.height {
                let start = from.data + (y + row) * Int(from.row_stride_bytes) + x * layout.sampleBytes
                UnsafeMutableRawPointer(mutating: to.data + row * Int(to.row_stride_bytes))
                    .copyMemory(from: start, byteCount: layout.rowBytes)
            }
        }
    }
}
