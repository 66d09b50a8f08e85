import HostCore
import Synchronization

/// A histogram of nanoseconds with four buckets to each power of two: written by one thread, read by any.
struct Histogram: ~Copyable {
    private let buckets: UnsafeMutablePointer<OneWriter>
    private static let count = 256

    init() {
        buckets = .allocate(capacity: Self.count)
        for i in 0..<Self.count { (buckets + i).initialize(to: OneWriter()) }
    }

    deinit {
        buckets.deinitialize(count: Self.count)
        buckets.deallocate()
    }

    @inline(__always)
    func record(_ ns: UInt64) { buckets[Self.bucket(ns)].add(1) }

    static func bucket(_ ns: UInt64) -> Int {
        if ns < 4 { return Int(ns) }
        let power = 63 - ns.leadingZeroBitCount
        return (power - 1) * 4 + Int((ns >> UInt64(power - 2)) & 3)
    }

    /// The largest value that falls into a bucket.
    static func upperBound(_ bucket: Int) -> UInt64 {
        if bucket < 4 { return UInt64(bucket) }
        let power = bucket / 4 + 1
        let base = (4 + UInt64(bucket % 4)) << UInt64(power - 2)
        return base + (1 << UInt64(power - 2)) - 1
    }

    /// What each bucket has counted.
    var counts: [UInt64] { (0..<Self.count).map { buckets[$0].value } }

    /// Percentiles of several histograms taken as one.
    static func percentiles(_ all: [[UInt64]]) -> Percentiles {
        let counts = (0..<count).map { i in all.reduce(0) { $0 + $1[i] } }
        let total = counts.reduce(0, +)
        var result = Percentiles()
        var seen: UInt64 = 0
        for i in 0..<count where counts[i] > 0 {
            let before = seen
            seen += counts[i]
            let bound = upperBound(i)
            if before * 2 < total, seen * 2 >= total { result.p50_ns = bound }
            if before * 20 < total * 19, seen * 20 >= total * 19 { result.p95_ns = bound }
            if before * 100 < total * 99, seen * 100 >= total * 99 { result.p99_ns = bound }
            result.max_ns = bound
        }
        return result
    }
}

/// A counter that one thread writes and any may read: a plain load and store, a seventh of the cost of an atomic add.
struct OneWriter: ~Copyable {
    private let stored = Atomic<UInt64>(0)

    @inline(__always)
    func add(_ amount: UInt64) {
        stored.store(stored.load(ordering: .relaxed) &+ amount, ordering: .relaxed)
    }

    var value: UInt64 { stored.load(ordering: .relaxed) }
}
