/// A C struct that ends exactly at a fence: a reader who believes it to be longer is found out.
final class FencedValue<Value> {
    let block: FencedBlock
    let pointer: UnsafeMutablePointer<Value>

    init?(_ value: Value, _ label: FencedBlock.Label) {
        guard
            let block = FencedBlock(
                MemoryLayout<Value>.size, alignment: MemoryLayout<Value>.alignment, label)
        else { return nil }
        self.block = block
        pointer = block.data.bindMemory(to: Value.self, capacity: 1)
        pointer.initialize(to: value)
    }

    /// From here on it is read-only.
    func freeze() { block.allow(.read) }
}
