import CSluice

/// The views of frames that a stage may look at: they stay in place for as long as the stage has a count of them.
struct FrameViews: ~Copyable {
    private struct Entry {
        var view: UnsafeMutablePointer<sluice_frame>
        var users: Int
        /// Whether it lies in the host's keep store, which has no bound in frames.
        var isKept: Bool
    }

    private var entries: [UInt64: Entry] = [:]
    private var free: [UnsafeMutablePointer<sluice_frame>] = []

    init() {}

    deinit {
        for entry in entries.values { entry.view.deallocate() }
        for view in free { view.deallocate() }
    }

    /// The view of a frame with one more user.
    mutating func add(_ view: sluice_frame, isKept: Bool = false) -> UnsafeMutablePointer<sluice_frame> {
        let handle = view.handle
        if let known = entries[handle] {
            entries[handle]?.users += 1
            return known.view
        }
        let place = free.popLast() ?? .allocate(capacity: 1)
        place.initialize(to: view)
        entries[handle] = Entry(view: place, users: 1, isKept: isKept)
        return place
    }

    func has(_ handle: UInt64) -> Bool { entries[handle] != nil }
    func isKept(_ handle: UInt64) -> Bool { entries[handle]?.isKept ?? false }

    mutating func retain(_ handle: UInt64) -> Bool {
        guard entries[handle] != nil else { return false }
        entries[handle]?.users += 1
        return true
    }

    /// One user less. `false` when there is no such view.
    @discardableResult
    mutating func release(_ handle: UInt64) -> Bool {
        guard var entry = entries[handle] else { return false }
        entry.users -= 1
        if entry.users > 0 {
            entries[handle] = entry
        } else {
            entries[handle] = nil
            free.append(entry.view)
        }
        return true
    }
}
