import CSluice
import HostCore
import HostMemory

/// What stages ask about frames.
enum FrameCalls {
    static func allocate(
        _ node: UnsafeMutablePointer<Node>, _ spec: UnsafePointer<sluice_frame_spec>,
        _ frame: UnsafeMutablePointer<sluice_frame>, _ planes: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>
    ) -> sluice_status {
        guard SizedStruct.bytes(spec) >= ContractSize.frameSpec, hasRoom(frame) else { return SLUICE_E_ARGUMENT }
        let s = SizedStruct.read(spec)
        let description = FrameStore.Description(s)
        guard FrameLayout(format: s.pixel_format, width: Int(s.width), height: Int(s.height)) != nil else {
            return SLUICE_E_ARGUMENT
        }
        guard isWithinHolds(node) else { return SLUICE_E_LIMIT }
        return node.pointee.services._withUnsafeGuaranteedRef { services in
            let store = services.store
            guard let handle = store.allocate(description) else { return SLUICE_E_MEMORY }
            node.pointee.drafts.add()
            store.setOrigin(FrameOrigin.derived(s), of: handle)
            guard let view = store.view(handle) else { return SLUICE_E_MEMORY }
            SizedStruct.write(view.pointee, to: frame)
            for i in 0..<4 { planes[i] = i < Int(view.pointee.plane_count) ? store.writablePlane(i, of: handle) : nil }
            return SLUICE_OK
        }
    }

    /// Whether a stage keeps no more frames than its manifest says, those that it has not emitted yet included.
    private static func isWithinHolds(_ node: UnsafeMutablePointer<Node>) -> Bool {
        let verdict = node.pointee.drafts.judge(
            work: node.pointee.task.pointee.progress.value, held: Int(node.pointee.framesHeld),
            limit: Int(node.pointee.holdLimit), id: id(node))
        guard case .refused(let text) = verdict else { return true }
        if let text {
            let plan = node.pointee.control.takeUnretainedValue().plan
            node.pointee.services.takeUnretainedValue().log(3, plan.name, text)
        }
        return false
    }

    private static func id(_ node: UnsafeMutablePointer<Node>) -> String {
        let plan = node.pointee.control.takeUnretainedValue().plan
        return plan.manifest?.id ?? plan.name
    }

    private static func hasRoom(_ frame: UnsafeMutablePointer<sluice_frame>) -> Bool {
        SizedStruct.bytes(frame) >= ContractSize.frame
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
            if services.store.isDraft(handle) { node.pointee.drafts.remove() }
            if services.store.isHeld(handle) { node.pointee.framesHeld = max(0, node.pointee.framesHeld - 1) }
            services.store.release(handle)
        }
    }

    static func keep(
        _ node: UnsafeMutablePointer<Node>, _ handle: UInt64, _ rect: sluice_rect?,
        _ frame: UnsafeMutablePointer<sluice_frame>
    ) -> sluice_status {
        guard hasRoom(frame) else { return SLUICE_E_ARGUMENT }
        return node.pointee.services._withUnsafeGuaranteedRef { services in
            do throws(FrameStore.KeepFailure) {
                let kept = try services.store.keep(handle, rect: rect)
                guard let view = services.store.view(kept) else { return SLUICE_E_MEMORY }
                SizedStruct.write(view.pointee, to: frame)
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
