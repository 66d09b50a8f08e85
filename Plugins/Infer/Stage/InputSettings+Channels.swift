import SluiceVision

extension InputSettings {
    var channels: TensorFormat.Channels {
        switch colour {
        case .rgb: .rgb
        case .bgr: .bgr
        case .gray: .gray
        }
    }
}
