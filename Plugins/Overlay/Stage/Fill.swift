import PluginSDK

/// A filled rectangle in pixels of the frame, half-open: all drawing is made of these.
struct Fill {
    var left: Int
    var top: Int
    var right: Int
    var bottom: Int
    /// As the frame's planes hold it.
    var colour: Palette.RGB

    /// The part inside a frame; `nil` for none.
    func clipped(_ width: Int, _ height: Int) -> Fill? {
        let inside = Fill(
            left: max(0, left), top: max(0, top), right: min(width, right), bottom: min(height, bottom), colour: colour)
        return inside.left < inside.right && inside.top < inside.bottom ? inside : nil
    }
}
