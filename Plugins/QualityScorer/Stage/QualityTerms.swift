/// One number for each term of the score, in a fixed order.
public struct QualityTerms: Sendable, Equatable {
    /// How many terms there are.
    public static let count = 5
    /// Their names, as scores of a region.
    public static let names = ["symmetry", "sharpness", "illumination", "resolution", "completeness"]

    /// Likeness of the left half and the mirrored right half.
    public var symmetry: Double
    /// Fine detail of the face.
    public var sharpness: Double
    /// Length of the usable grey range.
    public var illumination: Double
    /// Size of the face as captured.
    public var resolution: Double
    /// Visible share of the object, as an earlier stage found it.
    public var completeness: Double

    /// The given numbers.
    public init(
        symmetry: Double = 0, sharpness: Double = 0, illumination: Double = 0, resolution: Double = 0,
        completeness: Double = 0
    ) {
        self.symmetry = symmetry
        self.sharpness = sharpness
        self.illumination = illumination
        self.resolution = resolution
        self.completeness = completeness
    }

    /// Terms by position.
    public subscript(index: Int) -> Double {
        get {
            switch index {
            case 0: symmetry
            case 1: sharpness
            case 2: illumination
            case 3: resolution
            default: completeness
            }
        }
        set {
            switch index {
            case 0: symmetry = newValue
            case 1: sharpness = newValue
            case 2: illumination = newValue
            case 3: resolution = newValue
            default: completeness = newValue
            }
        }
    }

    /// The mean of the terms by weight, 0 to 1; 0 when all weights are.
    public func total(_ weights: QualityTerms) -> Double {
        var sum = 0.0
        var weight = 0.0
        for index in 0..<Self.count {
            sum += weights[index] * self[index]
            weight += weights[index]
        }
        return weight > 0 ? sum / weight : 0
    }
}
