import CSluice

/// Where a frame that is made from another comes from.
package enum FrameOrigin {
    /// The origin of a frame made as `spec` says: the two maps, one after the other.
    package static func derived(_ spec: sluice_frame_spec) -> sluice_origin {
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
}

extension FrameStore.Description {
    /// What a stage asks for, with what it takes after another frame.
    package init(_ spec: sluice_frame_spec) {
        self.init(format: spec.pixel_format, width: Int(spec.width), height: Int(spec.height))
        if let like = spec.like?.pointee { take(after: like) }
        if let colour = spec.colour { self.colour = colour.pointee }
    }

    /// What a frame shows, beside its memory.
    package init(_ view: sluice_frame) {
        self.init(format: view.pixel_format, width: Int(view.width), height: Int(view.height))
        take(after: view)
    }

    private mutating func take(after frame: sluice_frame) {
        colour = frame.colour
        rotation_degrees = frame.rotation_degrees
        sampleAspect = (frame.sample_aspect_num, frame.sample_aspect_den)
        flags = frame.flags
    }
}
