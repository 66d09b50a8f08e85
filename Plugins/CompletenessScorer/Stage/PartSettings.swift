import PluginSDK

/// A key part of an object.
public struct PartSettings: NestedSettings {
    /// What it is called.
    public var name = ""
    /// How much it counts.
    public var weight = 1.0
    /// Where it lies: left, top, width, height in shares of the box, four numbers for each place.
    public var at: [[Double]] = []

    /// An empty entry.
    public init() {}

    /// The keys.
    public static let schema = Schema<PartSettings>(
        .init("name", \.name, "What the part is called; its score is completeness.NAME."),
        .init("weight", \.weight, 0...1000, "How much the part counts; 0 leaves a preset's part out."),
        .init(
            "at", \.at,
            "Where the part lies: one or more lists of left, top, width and height in shares of the object's box; empty keeps a preset's."
        ))

    /// Checks name and places.
    public func validate() throws(StageError) {
        if name.isEmpty { throw StageError(.configuration, "name: a part needs a name") }
        for place in at {
            let isSound =
                place.count == 4 && place.allSatisfy { $0.isFinite && $0.magnitude <= 10 } && place[2] > 0
                && place[3] > 0
            guard isSound else {
                throw StageError(
                    .configuration,
                    "at: \(place) is no place of the part '\(name)'; left, top, width and height are needed, sizes above 0"
                )
            }
        }
    }

    /// In shares of the object's box.
    var places: [Box] {
        at.map { Box(x: Float($0[0]), y: Float($0[1]), width: Float($0[2]), height: Float($0[3])) }
    }
}

/// An object as key parts.
public struct ObjectSettings: NestedSettings {
    /// Objects that are described already.
    public enum Preset: String, SettingChoice {
        /// Only the parts that are written.
        case none
        /// A car from the front or from behind.
        case vehicle
        /// An upright face.
        case face
        /// A standing person.
        case person
    }

    /// Label of the regions that show it.
    public var label = ""
    /// Which parts there are to begin with.
    public var preset = Preset.none
    /// Parts that are added, or replace a preset's of the same name.
    public var parts: [PartSettings] = []

    /// An empty entry.
    public init() {}

    /// The keys.
    public static let schema = Schema<ObjectSettings>(
        .init("label", \.label, "Label of the regions that show the object; empty for regions of any label."),
        .init("preset", \.preset, "Which parts there are to begin with: none, vehicle, face or person."),
        .init("parts", \.parts, "Parts that are added, or replace a preset's of the same name."))

    /// Checks that something counts.
    public func validate() throws(StageError) {
        let names = parts.map(\.name)
        if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
            throw StageError(.configuration, "parts: '\(twice)' stands twice")
        }
        guard merged.contains(where: { $0.weight > 0 }) else {
            throw StageError(
                .configuration,
                "parts: the object '\(label)' has no part with a weight above 0; name a preset, or write parts")
        }
        if let bare = merged.first(where: { $0.places.isEmpty }) {
            throw StageError(.configuration, "parts: the part '\(bare.name)' needs a place in at:")
        }
    }

    /// The preset's parts with those that are written.
    var merged: [ObjectPart] {
        var result = ObjectPresets.parts(preset)
        for part in parts {
            let known = result.firstIndex { $0.name == part.name }
            let places = part.at.isEmpty ? known.map { result[$0].places } ?? [] : part.places
            let made = ObjectPart(name: part.name, weight: part.weight, places: places)
            if let known { result[known] = made } else { result.append(made) }
        }
        return result.filter { $0.weight > 0 }
    }
}

/// A level of completeness.
public struct LevelSettings: NestedSettings {
    /// What it is called.
    public var name = ""
    /// What it is worth.
    public var value = 0.0
    /// Visible share from which it applies.
    public var from = 0.0

    /// An empty entry.
    public init() {}

    init(_ name: String, value: Double, from: Double) {
        self.name = name
        self.value = value
        self.from = from
    }

    /// The keys.
    public static let schema = Schema<LevelSettings>(
        .init("name", \.name, "What the level is called."),
        .init("value", \.value, 0...1, "What the level is worth."),
        .init("from", \.from, 0...1, "Visible share of a part from which the level applies."))
}
