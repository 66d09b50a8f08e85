import CHostShim

/// Keeps the calling thread on one processor for a while, and lets it go where it might before.
public enum ProcessorStay {
    /// The processor that the calling thread runs on; `nil` where the system does not tell.
    public static var here: Int32? {
        let processor = shim_processor()
        return processor < 0 ? nil : processor
    }

    /// The processor that the calling thread is kept on; `nil` while it is free.
    public static var kept: Int32? {
        let processor = shim_stays_on()
        return processor < 0 ? nil : processor
    }

    /// Allows those that the calling thread runs to keep it where it is: it will call ``settle()`` often.
    public static func offer() { shim_stay_offer() }

    /// Whether the calling thread may be kept by those that it runs.
    public static var isOffered: Bool { shim_stay_offered() != 0 }

    /// Keeps the calling thread on a processor from now on.
    /// - Returns: `false` where it is free: the system forbids it, or the thread may run on one processor only.
    public static func stay(on processor: Int32) -> Bool { shim_stay_on(processor) == 0 }

    /// Lets the calling thread run where it might before.
    public static func leave() { shim_stay_leave() }

    /// Lets it go unless somebody asked to keep it since the last time.
    public static func settle() { shim_stay_settle() }
}
