import PluginSDK

/// Objects that are described already. Layouts are shares of the box for the fronts of cars, upright faces and standing
/// people, placed by judgement; no set of pictures was measured for them.
enum ObjectPresets {
    static func parts(_ preset: ObjectSettings.Preset) -> [ObjectPart] {
        switch preset {
        case .none: []
        case .vehicle: vehicle
        case .face: face
        case .person: person
        }
    }

    /// A car from the front or from behind: both show the same parts at much the same places.
    private static let vehicle = [
        part("plate", 3, [(0.34, 0.70, 0.32, 0.12)]),
        part("logo", 1, [(0.44, 0.52, 0.12, 0.10)]),
        part("window", 2, [(0.18, 0.10, 0.64, 0.30)]),
        part("side_windows", 1, [(0.02, 0.14, 0.12, 0.24), (0.86, 0.14, 0.12, 0.24)]),
        part("lamps", 2, [(0.02, 0.46, 0.20, 0.16), (0.78, 0.46, 0.20, 0.16)]),
        part("roof", 1, [(0.18, 0.00, 0.64, 0.10)]),
        part("wheels", 1, [(0.03, 0.76, 0.16, 0.24), (0.81, 0.76, 0.16, 0.24)]),
    ]

    /// An upright face from the front.
    private static let face = [
        part("left_eye", 2, [(0.15, 0.28, 0.28, 0.18)]),
        part("right_eye", 2, [(0.57, 0.28, 0.28, 0.18)]),
        part("nose", 1, [(0.36, 0.42, 0.28, 0.26)]),
        part("mouth", 2, [(0.27, 0.68, 0.46, 0.18)]),
        part("forehead", 1, [(0.15, 0.02, 0.70, 0.22)]),
        part("chin", 1, [(0.30, 0.86, 0.40, 0.14)]),
    ]

    /// A standing person in full figure.
    private static let person = [
        part("head", 3, [(0.32, 0.00, 0.36, 0.15)]),
        part("torso", 3, [(0.20, 0.16, 0.60, 0.34)]),
        part("arms", 1, [(0.00, 0.18, 0.20, 0.36), (0.80, 0.18, 0.20, 0.36)]),
        part("legs", 2, [(0.22, 0.50, 0.56, 0.40)]),
        part("feet", 1, [(0.15, 0.90, 0.70, 0.10)]),
    ]

    private static func part(_ name: String, _ weight: Double, _ places: [(Float, Float, Float, Float)]) -> ObjectPart {
        ObjectPart(
            name: name, weight: weight, places: places.map { Box(x: $0.0, y: $0.1, width: $0.2, height: $0.3) })
    }
}
