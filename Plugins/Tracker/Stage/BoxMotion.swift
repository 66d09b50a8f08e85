import PluginSDK

/// SORT's motion model of a box (Bewley et al. 2016, section 3.2): centre, area and aspect ratio; centre and area move
/// at constant velocity, the aspect ratio stays. Noise as in the authors' code, in pixels and frames.
struct BoxMotion {
    private var x: ScalarMotion
    private var y: ScalarMotion
    private var area: ScalarMotion
    private var aspect: Float
    private var aspectVariance: Float = 10

    init(_ box: Box) {
        x = ScalarMotion(box.centreX, velocityNoise: 0.01, measurementNoise: 1)
        y = ScalarMotion(box.centreY, velocityNoise: 0.01, measurementNoise: 1)
        area = ScalarMotion(box.area, velocityNoise: 0.0001, measurementNoise: 10)
        aspect = box.width / box.height
    }

    /// One frame on. An area never becomes negative: its velocity is dropped first.
    mutating func predict() {
        if area.value + area.velocity <= 0 { area.velocity = 0 }
        x.predict()
        y.predict()
        area.predict()
        aspectVariance += 1
    }

    /// Takes an observed box in; its sides must be above 0.
    mutating func update(_ box: Box) {
        x.update(box.centreX)
        y.update(box.centreY)
        area.update(box.area)
        let gain = aspectVariance / (aspectVariance + 10)
        aspect += gain * (box.width / box.height - aspect)
        aspectVariance *= 1 - gain
    }

    /// Where the box is believed to be.
    var box: Box {
        let width = max(area.value * aspect, 0).squareRoot()
        let height = width > 0 ? area.value / width : 0
        return Box(x: x.value - width / 2, y: y.value - height / 2, width: width, height: height)
    }
}
