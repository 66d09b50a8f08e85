import CSluice
import HostCore

/// A node without a stage that shows an observer what another node emits. It hangs on that node's port like any other
/// consumer in its task, so that a run without an observer pays nothing for it.
final class Tap {
    private let observer: ItemObserver
    private let node: Int
    private let port: Int
    private let names: NameTable

    init(_ observer: ItemObserver, node: Int, port: Int, names: NameTable) {
        self.observer = observer
        self.node = node
        self.port = port
        self.names = names
    }

    static let process: Node.Process = { stage, _, item in
        guard let stage, let item else { return SLUICE_E_ARGUMENT }
        Unmanaged<Tap>.fromOpaque(UnsafeRawPointer(stage))._withUnsafeGuaranteedRef { $0.show(item) }
        return SLUICE_OK
    }

    // A call of its own: the optimizer of Swift 6.3 aborts when it inlines the borrowed argument into the closure above.
    @inline(never)
    private func show(_ item: UnsafePointer<sluice_item>) {
        observer.receive(ObservedItem(node: node, port: port, item: item, names: names))
    }
}
