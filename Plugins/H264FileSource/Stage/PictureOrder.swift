/// When pictures are shown, by their order count: an H.264 file has no clock. Counted in fields, two to a frame.
struct PictureOrder: Sendable {
    /// Times further apart than any codec reorders come from order counts that cannot be read, such as those of
    /// memory_management_control_operation 5.
    private static let most_fields: Int64 = 36

    private var previous: (upper: Int64, lower: Int64) = (0, 0)
    private var base_fields: Int64?
    private var latest_fields: Int64 = -2
    /// The time of the last IDR picture: none behind it in the file is shown before it.
    private var first_fields = Int64.min
    /// Fields for one step of the order count: 1 by the standard; some encoders count frames instead.
    private var step_fields: Int64 = 1

    /// The time of a picture in fields from the first one on; pictures are given in decoding order.
    /// - Parameter slice: `nil` when it cannot be read: it is then shown behind all before it.
    mutating func time_fields(of slice: SliceIdentity?, isField: Bool) -> Int64 {
        let next = latest_fields + (isField ? 1 : 2)
        guard let slice, let bits = slice.orderBits else { return take(next, from: nil) }
        if slice.isIDR {
            previous = (0, 0)
            base_fields = nil
            first_fields = next
        }
        let count = orderCount(slice, bits)
        if count & 1 == 1, !isField { step_fields = 2 }
        guard let base = base_fields else { return take(next, from: count) }
        let time = base + count * step_fields
        let isLost = time < first_fields || (time - latest_fields).magnitude > Self.most_fields.magnitude
        return isLost ? take(next, from: count) : take(time, from: nil)
    }

    /// - Parameter count: The order count that belongs to the time from here on; `nil` for no change.
    private mutating func take(_ time: Int64, from count: Int64?) -> Int64 {
        if let count { base_fields = time - count * step_fields }
        latest_fields = max(latest_fields, time)
        return time
    }

    /// PicOrderCnt of type 0 (ITU-T H.264, 8.2.1.1).
    private mutating func orderCount(_ slice: SliceIdentity, _ bits: Int) -> Int64 {
        let whole: Int64 = 1 << Int64(bits)
        let lower = Int64(slice.orderLower)
        var upper = previous.upper
        if lower < previous.lower, previous.lower - lower >= whole / 2 {
            upper += whole
        } else if lower > previous.lower, lower - previous.lower > whole / 2 {
            upper -= whole
        }
        if slice.isReference { previous = (upper, lower) }
        return upper + lower
    }
}
