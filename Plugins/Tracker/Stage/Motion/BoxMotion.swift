import PluginSDK

/// Where a box is believed to be: centre, size and aspect ratio, each with its own filter.
struct BoxMotion {
    /// What stands for the size, and how uncertain all is.
    enum Model: UInt8 {
        /// SORT (Bewley et al. 2016, section 3.2) and OC-SORT: the area; the aspect ratio has no velocity. Noise as in
        /// the authors' code, in pixels and frames.
        case area
        /// ByteTrack (Zhang et al. 2022), after DeepSORT (Wojke et al. 2017): the height; noise grows with it.
        case height
    }

    private let model: Model
    private var x: ScalarMotion
    private var y: ScalarMotion
    private var size: ScalarMotion
    private var aspect: ScalarMotion

    init(_ box: Box, _ model: Model) {
        self.model = model
        let ratio = box.width / box.height
        switch model {
        case .area:
            // A fresh velocity is unknown, hence the large variance.
            x = ScalarMotion(box.centreX, variance: 10, velocityVariance: 10_000)
            y = ScalarMotion(box.centreY, variance: 10, velocityVariance: 10_000)
            size = ScalarMotion(box.area, variance: 10, velocityVariance: 10_000)
            aspect = ScalarMotion(ratio, variance: 10, velocityVariance: 0)
        case .height:
            let noise = HeightNoise(box.height)
            let (place, velocity) = (4 * noise.place, 100 * noise.velocity)
            x = ScalarMotion(box.centreX, variance: place, velocityVariance: velocity)
            y = ScalarMotion(box.centreY, variance: place, velocityVariance: velocity)
            size = ScalarMotion(box.height, variance: place, velocityVariance: velocity)
            aspect = ScalarMotion(ratio, variance: 1e-4, velocityVariance: 1e-10)
        }
    }

    /// As it was saved.
    init(from state: inout StateReader) throws(StageError) {
        guard let model = Model(rawValue: try state.read()) else { throw state.unsound("no such model of motion") }
        self.model = model
        x = try ScalarMotion(from: &state)
        y = try ScalarMotion(from: &state)
        size = try ScalarMotion(from: &state)
        aspect = try ScalarMotion(from: &state)
    }

    func save(to state: inout StateWriter) {
        state.write(model.rawValue)
        for part in [x, y, size, aspect] { part.save(to: &state) }
    }

    /// One frame on.
    mutating func predict() {
        switch model {
        case .area:
            // An area never becomes negative: its velocity is dropped first.
            if size.value + size.velocity <= 0 { size.velocity = 0 }
            x.predict(noise: 1, velocityNoise: 0.01)
            y.predict(noise: 1, velocityNoise: 0.01)
            size.predict(noise: 1, velocityNoise: 0.0001)
            aspect.predict(noise: 1, velocityNoise: 0)
        case .height:
            let noise = HeightNoise(size.value)
            x.predict(noise: noise.place, velocityNoise: noise.velocity)
            y.predict(noise: noise.place, velocityNoise: noise.velocity)
            size.predict(noise: noise.place, velocityNoise: noise.velocity)
            aspect.predict(noise: 1e-4, velocityNoise: 1e-10)
        }
    }

    /// Takes an observed box in; its sides must be above 0.
    mutating func update(_ box: Box) {
        let ratio = box.width / box.height
        switch model {
        case .area:
            x.update(box.centreX, noise: 1)
            y.update(box.centreY, noise: 1)
            size.update(box.area, noise: 10)
            aspect.update(ratio, noise: 10)
        case .height:
            let noise = HeightNoise(size.value)
            x.update(box.centreX, noise: noise.place)
            y.update(box.centreY, noise: noise.place)
            size.update(box.height, noise: noise.place)
            aspect.update(ratio, noise: 1e-2)
        }
    }

    /// Keeps the size of what is out of sight, as ByteTrack does; the area model lets it drift.
    mutating func holdSize() {
        if model == .height { size.velocity = 0 }
    }

    /// Where the box is believed to be.
    var box: Box {
        let (width, height): (Float, Float)
        switch model {
        case .area:
            width = max(size.value * aspect.value, 0).squareRoot()
            height = width > 0 ? size.value / width : 0
        case .height:
            height = max(size.value, 0)
            width = max(height * aspect.value, 0)
        }
        return Box(x: x.value - width / 2, y: y.value - height / 2, width: width, height: height)
    }
}

/// Variances of the height model: deviations of 1/20 of the height for places, 1/160 for velocities.
private struct HeightNoise {
    let place: Float
    let velocity: Float

    init(_ height: Float) {
        place = (height / 20) * (height / 20)
        velocity = (height / 160) * (height / 160)
    }
}
