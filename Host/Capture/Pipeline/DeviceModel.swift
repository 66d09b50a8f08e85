import CGStreamer

/// The card name of a v4l2 device.
enum DeviceModel {
    static func ask(_ device: String) -> String? {
        var name: InlineArray<64, CChar> = InlineArray(repeating: 0)
        let result = withUnsafeMutableBytes(of: &name) { bytes in
            sluice_gst_card_name(device, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), UInt64(bytes.count))
        }
        return result == 0 ? CText.string(&name) : nil
    }
}
