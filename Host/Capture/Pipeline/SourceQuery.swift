import HostCore

/// The keys behind the question mark of a source's address.
struct SourceQuery {
    private var values: [String: String] = [:]
    private let errors: CaptureErrors

    /// - Throws: `graph` for a key that is unknown or given twice.
    init(_ text: Substring, known: [String], _ errors: CaptureErrors) throws(HostError) {
        self.errors = errors
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let key = String(parts[0])
            guard known.contains(key) else {
                let nearest = Nearest.name(to: key, among: known).map { ", did you mean \"\($0)\"?" } ?? ""
                throw errors.usage(
                    "\(errors.place) has an unknown key \"\(key)\"\(nearest) (known: \(known.joined(separator: ", ")))")
            }
            guard values[key] == nil else { throw errors.usage("\(errors.place) says \"\(key)\" twice; keep one") }
            values[key] = parts.count > 1 ? String(parts[1]) : ""
        }
    }

    mutating func text(_ key: String) -> String? { values[key] }

    mutating func choice<T>(_ key: String, _ choices: [(String, T)]) throws(HostError) -> T? {
        guard let value = values[key] else { return nil }
        if let found = choices.first(where: { $0.0 == value }) { return found.1 }
        let names = choices.map(\.0)
        let nearest = Nearest.name(to: value, among: names).map { ", did you mean \"\($0)\"?" } ?? ""
        throw errors.usage(
            "\(errors.place): \(key) is \"\(value)\"\(nearest); write one of \(names.joined(separator: ", "))")
    }

    mutating func number(_ key: String, in range: ClosedRange<Int>) throws(HostError) -> Int? {
        guard let value = values[key] else { return nil }
        guard let number = Int(value), range.contains(number) else {
            throw errors.usage(
                "\(errors.place): \(key) is \"\(value)\"; write a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }
}
