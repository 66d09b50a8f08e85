import PluginSDK

/// Writes what stands beside a box, as bytes in memory that is kept.
struct Caption {
    private(set) var bytes: [UInt8] = []
    private let context: StageContext
    private let settings: OverlaySettings
    private let scores: [(name: Name, text: [UInt8])]
    private var labels: [Name: [UInt8]] = [:]

    init(_ settings: OverlaySettings, _ context: StageContext) {
        self.settings = settings
        self.context = context
        scores = settings.scores.map { (context.intern($0), Array($0.utf8)) }
    }

    /// The text for the region at a position; empty for none.
    mutating func write(_ regions: RegionList, _ index: Int) {
        bytes.removeAll(keepingCapacity: true)
        let region = regions[index]
        if settings.tracks, region.track != 0 {
            bytes.append(UInt8(ascii: "#"))
            append(region.track)
        }
        if settings.names, region.label != .none {
            separate()
            bytes.append(contentsOf: text(of: region.label))
        }
        if settings.confidence {
            separate()
            append(region.confidence)
        }
        for score in scores {
            guard let value = regions.score(score.name, at: index) else { continue }
            separate()
            bytes.append(contentsOf: score.text)
            separate()
            append(value)
        }
    }

    private mutating func text(of label: Name) -> [UInt8] {
        if let known = labels[label] { return known }
        let made = Array(context.text(of: label).utf8.prefix(40))
        labels[label] = made
        return made
    }

    private mutating func separate() { if !bytes.isEmpty { bytes.append(UInt8(ascii: " ")) } }

    private mutating func append(_ number: UInt64) { bytes.append(decimal: number) }

    /// Two digits behind the point.
    private mutating func append(_ number: Float) {
        guard number.isFinite, abs(number) < 1e9 else { return bytes.append(UInt8(ascii: "?")) }
        let hundredths = UInt64((Double(number.magnitude) * 100).rounded())
        if number < 0, hundredths > 0 { bytes.append(UInt8(ascii: "-")) }
        append(hundredths / 100)
        bytes.append(UInt8(ascii: "."))
        bytes.append(UInt8(hundredths / 10 % 10) + 0x30)
        bytes.append(UInt8(hundredths % 10) + 0x30)
    }
}
