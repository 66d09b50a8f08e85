extension [UInt8] {
    /// Appends the digits of a number, as ASCII, without a `String`. Allocates only when the array must grow.
    public mutating func append(decimal number: UInt64) {
        let start = count
        var rest = number
        repeat {
            append(UInt8(rest % 10) + 0x30)
            rest /= 10
        } while rest > 0
        // In place: reversing a slice would copy the whole array.
        var (low, high) = (start, count - 1)
        while low < high {
            swapAt(low, high)
            low += 1
            high -= 1
        }
    }
}
