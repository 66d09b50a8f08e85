import PluginSDK

/// A Kalman filter of one quantity that moves at constant velocity, sampled once per frame.
///
/// The filters of SORT and ByteTrack have seven and eight states, but their motion, measurement and noise matrices
/// couple each quantity with its own velocity alone and the covariance starts diagonal: it stays block-diagonal, so
/// four filters of this kind are the same filter, exactly, without a matrix.
struct ScalarMotion {
    var value: Float
    var velocity: Float = 0
    // Covariance [[a, b], [b, d]].
    private var a: Float
    private var b: Float = 0
    private var d: Float

    /// A quantity without velocity for a velocity variance of 0.
    init(_ value: Float, variance: Float, velocityVariance: Float) {
        self.value = value
        a = variance
        d = velocityVariance
    }

    /// One frame on: `x ← Fx`, `P ← FPFᵀ + Q`.
    mutating func predict(noise: Float, velocityNoise: Float) {
        value += velocity
        a += 2 * b + d + noise
        b += d
        d += velocityNoise
    }

    /// Takes a measurement in: `K = PHᵀ/(HPHᵀ + R)`, `x ← x + K(z − Hx)`, `P ← (I − KH)P`.
    mutating func update(_ measured: Float, noise: Float) {
        let residual = measured - value
        let total = a + noise
        let (gain, velocityGain) = (a / total, b / total)
        value += gain * residual
        velocity += velocityGain * residual
        d -= velocityGain * b
        a *= 1 - gain
        b *= 1 - gain
    }

    /// As it was saved.
    init(from state: inout StateReader) throws(StageError) {
        value = try state.readFloat()
        velocity = try state.readFloat()
        a = try state.readFloat()
        b = try state.readFloat()
        d = try state.readFloat()
    }

    func save(to state: inout StateWriter) {
        for number in [value, velocity, a, b, d] { state.write(number) }
    }
}
