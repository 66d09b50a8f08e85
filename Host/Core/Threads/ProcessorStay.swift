import CHostShim

/// Keeps the calling thread on one processor for a while, and lets it go where it might before. One thread's.
public struct ProcessorStay: ~Copyable {
    private var former = shim_processors()
    /// The processor that the thread is kept on; `nil` while it is free.
    public private(set) var processor: Int32?

    /// A thread that is free.
    public init() {}

    /// The processor that the calling thread runs on; `nil` where the system does not tell.
    public static var current: Int32? {
        let processor = shim_processor()
        return processor < 0 ? nil : processor
    }

    /// Keeps the calling thread on a processor from now on.
    /// - Returns: `false` where it stays as it was: the system forbids it, or the thread may run on one processor only.
    public mutating func stay(on processor: Int32) -> Bool {
        if self.processor == processor { return true }
        if self.processor == nil, shim_processors_allowed(&former) < 2 { return false }
        guard shim_stay_on(processor) == 0 else {
            leave()
            return false
        }
        self.processor = processor
        return true
    }

    /// Lets the calling thread run where it might before.
    public mutating func leave() {
        guard processor != nil else { return }
        _ = shim_allow_processors(&former)
        processor = nil
    }
}
