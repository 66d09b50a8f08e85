import PluginSDK

extension Detections {
    /// Greedy non-maximum suppression: boxes in order of score, best first; one that overlaps a better one by more than
    /// `overlap` goes. Of equal scores the one that was added first counts as better.
    /// - Parameters:
    ///   - overlap: Intersection over union, 0 to 1.
    ///   - acrossCategories: Whether boxes of different classes rival each other.
    ///   - keep: Most boxes that stay.
    public mutating func suppress(overlap: Float, acrossCategories: Bool = false, keep: Int = .max) {
        sortByScore()
        var kept = 0
        for position in entries.indices {
            if kept == keep { break }
            let candidate = entries[position]
            var isRival = false
            for other in 0..<kept
            where acrossCategories || entries[other].category == candidate.category {
                if entries[other].box.overlap(candidate.box) > overlap {
                    isRival = true
                    break
                }
            }
            if isRival { continue }
            entries[kept] = candidate
            kept += 1
        }
        entries.removeSubrange(kept...)
    }

    /// In place, without memory of its own (heap sort): the library's sort takes some for each call.
    private mutating func sortByScore() {
        entries.withUnsafeMutableBufferPointer { heap in
            var start = heap.count / 2
            while start > 0 {
                start -= 1
                Self.sift(heap, from: start, to: heap.count)
            }
            var end = heap.count
            while end > 1 {
                end -= 1
                heap.swapAt(0, end)
                Self.sift(heap, from: 0, to: end)
            }
        }
    }

    private static func isBetter(_ one: Detection, than other: Detection) -> Bool {
        one.score > other.score || one.score == other.score && one.order < other.order
    }

    private static func sift(_ heap: UnsafeMutableBufferPointer<Detection>, from start: Int, to end: Int) {
        var root = start
        while 2 * root + 1 < end {
            var child = 2 * root + 1
            if child + 1 < end, isBetter(heap[child], than: heap[child + 1]) { child += 1 }
            if !isBetter(heap[root], than: heap[child]) { return }
            heap.swapAt(root, child)
            root = child
        }
    }
}
