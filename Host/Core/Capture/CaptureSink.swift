import CSluice

/// Where a source delivers to.
///
/// `begin`, `discontinuity` and `frame` are called on the source's own thread, one at a time, in order; `end` or
/// `failed` comes once, as the last call, after all frames, unless the source was stopped. `changed` may come at any
/// time on any thread. None may call the source's ``CaptureSource/stop()``.
public protocol CaptureSink: AnyObject, Sendable {
    /// Frames of this kind follow. Comes before the first frame and at each change.
    func begin(_ descriptor: StreamDescriptor)
    /// Time does not simply go on: the next frame has the break's epoch and carries ``FrameFlags/discontinuity``.
    func discontinuity(_ found: TimeBreak)
    /// One frame; the sink owns one count of its slot from now on. May block, which holds a file back and makes a live
    /// source lose frames; must come back soon after the source was told to stop.
    func frame(_ frame: borrowing CapturedFrame) -> CaptureAnswer
    /// As ``frame(_:)``, for a frame that comes with what stages had put beside it when it was recorded.
    /// - Parameter item: Its place among those of its number, its regions and attachments, with texts numbered as
    ///   ``number(of:)`` says, and its origin; valid within the call.
    func frame(_ frame: borrowing CapturedFrame, beside item: sluice_item) -> CaptureAnswer
    /// The graph's number of a text; 0 where the sink takes frames alone.
    func number(of text: String) -> UInt32
    /// A record that the source itself has, between two frames: one that was recorded.
    func record(_ record: StreamRecord)
    /// No more frames: a finite source is done.
    func end()
    /// No more frames: the source failed, or ended before its header's duration.
    func failed(_ error: HostError)
    /// The source stands elsewhere.
    func changed(_ state: CaptureState)
}

extension CaptureSink {
    /// Records are of no interest.
    public func record(_ record: StreamRecord) {}

    /// What is beside frames is of no interest.
    public func frame(_ frame: borrowing CapturedFrame, beside item: sluice_item) -> CaptureAnswer { self.frame(frame) }

    /// What is beside frames is of no interest.
    public func number(of text: String) -> UInt32 { 0 }
}

/// What a sink says to a frame.
@frozen
public enum CaptureAnswer: Sendable, Hashable {
    /// Go on.
    case more
    /// No further frame is wanted: the source ends as if it had no more.
    case enough
}
