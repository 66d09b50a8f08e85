import CSluice
import HostCore

/// What the checks of saved state do.
enum StateBodies {
    private static func opened(_ trial: Trial) throws(CheckEnd) -> (StageDriver, UnsafePointer<sluice_state>) {
        let driver = try StageDriver(trial)
        try driver.open()
        guard let raw = driver.getExtension(SLUICE_EXT_STATE) else { throw .skip("the stage saves no state") }
        try driver.beginAll()
        return (driver, raw.assumingMemoryBound(to: sluice_state.self))
    }

    private static func saved(_ driver: StageDriver, _ state: UnsafePointer<sluice_state>) throws(CheckEnd) -> [UInt8] {
        let (status, bytes) = driver.save(state)
        if status < 0 { throw .breach("save returned \(status): \(driver.host.lastError)") }
        return bytes
    }

    static func roundTrip(_ trial: Trial) throws(CheckEnd) {
        let (old, state) = try opened(trial)
        try old.feed(0..<17)
        let bytes = try saved(old, state)
        let (new, other) = try opened(trial)
        let status = new.restore(other, version: state.pointee.version, bytes)
        if status < 0 { throw .breach("restore returned \(status) for what save wrote: \(new.host.lastError)") }
        old.host.forget()
        new.host.forget()
        try old.feed(17..<117)
        try new.feed(17..<117)
        let (a, b) = (old.takeEmissions().map(\.digest), new.takeEmissions().map(\.digest))
        if a != b {
            let at = zip(a, b).prefix { $0 == $1 }.count
            throw .breach("the instance that took the state gives other items from item \(at + 1) on")
        }
        trial.answer.note("\(bytes.count) bytes")
    }

    static func stable(_ trial: Trial) throws(CheckEnd) {
        let (old, state) = try opened(trial)
        try old.feed(0..<17)
        let first = try saved(old, state)
        if try saved(old, state) != first { throw .breach("a second save wrote other bytes") }
        let (new, other) = try opened(trial)
        if new.restore(other, version: state.pointee.version, first) < 0 { throw .setup("restore failed (state.01)") }
        if try saved(new, other) != first { throw .breach("save after restore wrote other bytes than were restored") }
    }

    static func junk(_ trial: Trial) throws(CheckEnd) {
        let (driver, state) = try opened(trial)
        try driver.feed(0..<17)
        let good = try saved(driver, state)
        var random = SplitMix64(seed: trial.seed)
        var tries: [(what: String, version: UInt32, bytes: [UInt8])] = [
            ("nothing", state.pointee.version, []), ("a state of a later version", state.pointee.version + 1, good),
            ("a state of a far version", .max, good),
        ]
        let noise = (0..<(trial.isFull ? 1 << 20 : 1 << 16)).map { _ in UInt8.random(in: 0...255, using: &random) }
        tries.append(("noise", state.pointee.version, noise))
        for part in 1..<16 where good.count * part / 16 < good.count {
            tries.append(("\(part)/16 of a state", state.pointee.version, Array(good.prefix(good.count * part / 16))))
        }
        for junk in tries {
            if driver.restore(state, version: junk.version, junk.bytes) >= 0 {
                throw .breach("restore took \(junk.what)")
            }
            if try saved(driver, state) != good {
                throw .breach("after restore refused \(junk.what), the state was another one")
            }
        }
    }

    static func time(_ trial: Trial) throws(CheckEnd) {
        let (driver, state) = try opened(trial)
        try driver.feed(0..<50)
        var bytes = 0
        let time_ns = try Trial.time_ns { () throws(CheckEnd) in bytes = try saved(driver, state).count }
        trial.answer.note("\(bytes) bytes in \(time_ns / 1000) µs")
        if time_ns > 100_000_000 { throw .breach("saving took \(time_ns / 1_000_000) ms") }
    }
}
