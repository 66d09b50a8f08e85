import CSluice
import HostMemory

/// What stages ask about frames.
enum FrameCalls {
    static func allocate(
        _ node: UnsafeMutablePointer<Node>, _ spec: UnsafePointer<sluice_frame_spec>,
        _ frame: UnsafeMutablePointer<sluice_frame>, _ planes: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>
    ) -> sluice_status {
        let s = spec.pointee
        var description = FrameStore.Description(format: s.pixel_format, width: Int(s.width), height: Int(s.height))
        if let like = s.like?.pointee {
            description.colour = like.colour
            description.rotation_degrees = like.rotation_degrees
            description.sampleAspect = (like.sample_aspect_num, like.sample_aspect_den)
            description.flags = like.flags
        }
        if let colour = s.colour { description.colour = colour.pointee }
        guard FrameLayout(format: s.pixel_format, width: Int(s.width), height: Int(s.height)) != nil else {
            return SLUICE_E_ARGUMENT
        }
        return node.pointee.services._withUnsafeGuaranteedRef { services in
            let store = services.store
            guard let handle = store.allocate(description) else { return SLUICE_E_MEMORY }
            store.setOrigin(origin(s), of: handle)
            guard let view = store.view(handle) else { return SLUICE_E_MEMORY }
            frame.pointee = view.pointee
            for i in 0..<4 { planes[i] = i < Int(view.pointee.plane_count) ? store.writablePlane(i, of: handle) : nil }
            return SLUICE_OK
        }
    }

    /// The origin of a frame made from another: the two maps, one after the other.
    private static func origin(_ spec: sluice_frame_spec) -> sluice_origin {
        var origin = sluice_origin()
        origin.affine = (1, 0, 0, 0, 1, 0)
        guard let like = spec.like?.pointee else { return origin }
        origin = like.origin
        if spec.region != 0 { origin.region = spec.region }
        let m = spec.to_like
        let isIdentity = m.0 == 0 && m.1 == 0 && m.3 == 0 && m.4 == 0
        guard !isIdentity else { return origin }
        let a = like.origin.affine
        origin.affine = (
            a.0 * m.0 + a.1 * m.3, a.0 * m.1 + a.1 * m.4, a.0 * m.2 + a.1 * m.5 + a.2, a.3 * m.0 + a.4 * m.3,
            a.3 * m.1 + a.4 * m.4, a.3 * m.2 + a.4 * m.5 + a.5
        )
        return origin
    }

    static func hold(_ node: UnsafeMutablePointer<Node>, _ handle: UInt64) -> sluice_status {
        guard node.pointee.framesHeld < node.pointee.holdLimit else { return SLUICE_E_LIMIT }
        let known = node.pointee.services._withUnsafeGuaranteedRef { $0.store.hold(handle) }
        guard known else { return SLUICE_E_ARGUMENT }
        node.pointee.framesHeld += 1
        return SLUICE_OK
    }

    static func release(_ node: UnsafeMutablePointer<Node>, _ handle: UInt64) {
        node.pointee.services._withUnsafeGuaranteedRef { services in
            if services.store.isHeld(handle) { node.pointee.framesHeld = max(0, node.pointee.framesHeld - 1) }
            services.store.release(handle)
        }
    }

    static func keep(
        _ node: UnsafeMutablePointer<Node>, _ handle: UInt64, _ rect: sluice_rect?,
        _ frame: UnsafeMutablePointer<sluice_frame>
    ) -> sluice_status {
        node.pointee.services._withUnsafeGuaranteedRef { services in
            do throws(FrameStore.KeepFailure) {
                let kept = try services.store.keep(handle, rect: rect)
                guard let view = services.store.view(kept) else { return SLUICE_E_MEMORY }
                frame.pointee = view.pointee
                return SLUICE_OK
            } catch {
                switch error {
                case .argument: return SLUICE_E_ARGUMENT
                case .full: return SLUICE_E_LIMIT
                case .memory: return SLUICE_E_MEMORY
                }
            }
        }
    }
}
