/// How a process crashed, as its own signal handler wrote it: numbers only.
public struct CrashTrace: Sendable, Hashable {
    /// The signal.
    public var signal: Int32
    /// Its `si_code`.
    public var code: Int32
    /// The address that could not be accessed or executed, where the signal has one.
    public var address: UInt64?
    /// Name of the thread.
    public var thread: String
    /// The item that the thread was at; `nil` between items or when the thread is not the worker's own.
    public var item: ItemMark?
    /// Where it happened, then return addresses outwards.
    public var frames: [UInt64]

    /// A trace.
    public init(
        signal: Int32, code: Int32 = 0, address: UInt64? = nil, thread: String = "", item: ItemMark? = nil,
        frames: [UInt64] = []
    ) {
        self.signal = signal
        self.code = code
        self.address = address
        self.thread = thread
        self.item = item
        self.frames = frames
    }
}
