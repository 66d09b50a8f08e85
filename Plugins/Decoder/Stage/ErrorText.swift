/// Room for the reason of a C call, made once.
final class ErrorText {
    let pointer = UnsafeMutablePointer<CChar>.allocate(capacity: 200)

    init() { pointer.initialize(repeating: 0, count: 200) }
    deinit { pointer.deallocate() }

    /// What the last call that failed has said.
    var text: String { String(cString: pointer) }
}
