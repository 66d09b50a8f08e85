/// A running or runnable source of frames. Safe to use from any thread.
public protocol CaptureSource: AnyObject, Sendable {
    /// Begins to deliver. Returns at once; what goes wrong later is told to the sink.
    /// - Throws: What is wrong with the source as far as can be seen without waiting.
    func start() throws(HostError)
    /// Delivers nothing more once it has returned, which takes at most a few seconds; safe at any time and repeatedly.
    func stop()
    /// What has happened so far.
    var statistics: CaptureStatistics { get }
}
