import SluiceVision

/// What one input of the model gets in each run.
enum Feed {
    /// A picture, or a batch of them.
    case picture(TensorFormat, InputSettings)
    /// The numbers of a tensor item.
    case tensor
    /// What the stream's last run gave.
    case state(Int)
    /// Written once.
    case constant([Double])
}
