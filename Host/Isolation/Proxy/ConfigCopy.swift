import CSluice

/// A configuration that outlives the call it came with: what a mailbox carries, kept.
final class ConfigCopy {
    private let memory: UnsafeMutableRawPointer
    let config: UnsafePointer<sluice_config>

    /// `nil` when it is larger than a mailbox.
    init?(_ config: UnsafePointer<sluice_config>) {
        var capacity = 64 << 10
        while true {
            let memory = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
            if TreeWire.write(config.pointee, to: memory, capacity: capacity) != nil {
                self.memory = memory
                self.config = UnsafePointer(memory.assumingMemoryBound(to: sluice_config.self))
                return
            }
            memory.deallocate()
            capacity *= 4
            if capacity > Mailbox.area_bytes { return nil }
        }
    }

    deinit { memory.deallocate() }
}
