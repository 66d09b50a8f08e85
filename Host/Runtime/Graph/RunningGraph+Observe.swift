import HostCore
import HostGraph

extension Wiring {
    /// The observer's own consumer of a port; `nil` when nobody looks at it.
    func makeTap(behind node: UnsafeMutablePointer<Node>, port: Int) -> EdgeTarget? {
        let index = Int(node.pointee.index)
        guard let observer, observer.nodes.contains(index) else { return nil }
        let tap = Tap(observer, node: index, port: port, names: services.names)
        let made = UnsafeMutablePointer<Node>.allocate(capacity: 1)
        made.initialize(
            to: Node(
                process: Tap.process, stage: OpaquePointer(Unmanaged.passUnretained(tap).toOpaque()),
                inputKinds: PortKinds(), outputKinds: PortKinds(), maxOutputs: 0,
                index: -1, task: node.pointee.task, outputs: .allocate(capacity: 1), outputCount: 0, advance: nil,
                stageClass: nil, holdsItems: true, holdLimit: 0, mixesStreams: false,
                services: .passUnretained(services),
                control: .passRetained(NodeControl(plan: node.pointee.control.takeUnretainedValue().plan))))
        // It is no stage of the run: its ends are nothing to wait for.
        made.pointee.endsExpected = .max
        taps.append((tap, made))
        return EdgeTarget(node: made, port: 0, queue: nil, lumaView: false, needsProgress: false)
    }
}
