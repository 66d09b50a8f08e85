/// A Kalman filter of one quantity that moves at constant velocity, sampled once per frame.
///
/// SORT's filter has seven states, but its motion, measurement and noise matrices couple each quantity with its own
/// velocity alone and the covariance starts diagonal: it stays block-diagonal, so three filters of this kind and one
/// without a velocity are the same filter, exactly, without a matrix.
struct ScalarMotion {
    var value: Float
    var velocity: Float = 0
    // Covariance [[a, b], [b, d]]; a fresh velocity is unknown, hence the large d.
    private var a: Float = 10
    private var b: Float = 0
    private var d: Float = 10_000
    private let valueNoise: Float = 1
    private let velocityNoise: Float
    private let measurementNoise: Float

    init(_ value: Float, velocityNoise: Float, measurementNoise: Float) {
        self.value = value
        self.velocityNoise = velocityNoise
        self.measurementNoise = measurementNoise
    }

    /// One frame on: `x ← Fx`, `P ← FPFᵀ + Q`.
    mutating func predict() {
        value += velocity
        a += 2 * b + d + valueNoise
        b += d
        d += velocityNoise
    }

    /// Takes a measurement in: `K = PHᵀ/(HPHᵀ + R)`, `x ← x + K(z − Hx)`, `P ← (I − KH)P`.
    mutating func update(_ measured: Float) {
        let residual = measured - value
        let total = a + measurementNoise
        let (gain, velocityGain) = (a / total, b / total)
        value += gain * residual
        velocity += velocityGain * residual
        d -= velocityGain * b
        a *= 1 - gain
        b *= 1 - gain
    }
}
