import PluginSDK

/// How far each term has told the candidates of each track apart. Room for a fixed number of tracks; the one seen
/// longest ago makes way.
struct SeparationTable: ~Copyable {
    static let capacity = 256
    /// Candidates after which a track's own figures count as much as the weights that were written.
    static let patience = 5.0

    private struct Entry {
        var stream: UInt32 = 0
        var track: UInt64 = 0
        var lastUse: UInt64 = 0
        var count = 0.0
        var mean = QualityTerms()
        var squares = QualityTerms()
    }

    private let entries: UnsafeMutableBufferPointer<Entry>
    private var uses: UInt64 = 0

    init() {
        entries = .allocate(capacity: Self.capacity)
        entries.initialize(repeating: Entry())
    }

    deinit { entries.deallocate() }

    /// Takes a candidate in and gives the weights to judge it by.
    ///
    /// With n candidates so far, deviations s and written weights w of sum W, the weight of term i is
    /// `(1 - a)·w[i] + a·W·w[i]·s[i] / Σ w[j]·s[j]` with `a = n / (n + 5)`: a term in which all candidates are alike
    /// says nothing about which is best, and loses its weight to those in which they differ.
    mutating func weights(
        stream: UInt32, track: UInt64, _ terms: QualityTerms, written: QualityTerms
    ) -> QualityTerms {
        let index = find(stream, track)
        uses += 1
        entries[index].lastUse = uses
        entries[index].count += 1
        let count = entries[index].count
        for term in 0..<QualityTerms.count {
            // B. Welford, "Note on a method for calculating corrected sums of squares and products", 1962.
            let before = terms[term] - entries[index].mean[term]
            entries[index].mean[term] += before / count
            entries[index].squares[term] += before * (terms[term] - entries[index].mean[term])
        }
        return Self.shift(written, entries[index].squares, count)
    }

    /// Forgets a stream; all for `nil`.
    mutating func forget(stream: UInt32?) {
        for index in entries.indices where stream == nil || entries[index].stream == stream {
            entries[index] = Entry()
        }
    }

    private static func shift(_ written: QualityTerms, _ squares: QualityTerms, _ count: Double) -> QualityTerms {
        var deviations = QualityTerms()
        var sum = 0.0
        var spread = 0.0
        for term in 0..<QualityTerms.count {
            deviations[term] = (squares[term] / count).squareRoot()
            sum += written[term]
            spread += written[term] * deviations[term]
        }
        guard spread > 1e-9 else { return written }
        let trust = count / (count + patience)
        var result = QualityTerms()
        for term in 0..<QualityTerms.count {
            result[term] = written[term] * (1 - trust + trust * sum * deviations[term] / spread)
        }
        return result
    }

    private mutating func find(_ stream: UInt32, _ track: UInt64) -> Int {
        var oldest = 0
        for index in entries.indices {
            if entries[index].track == track, entries[index].stream == stream { return index }
            if entries[index].lastUse < entries[oldest].lastUse { oldest = index }
        }
        entries[oldest] = Entry()
        entries[oldest].stream = stream
        entries[oldest].track = track
        return oldest
    }
}
