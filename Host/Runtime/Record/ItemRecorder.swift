import CSluice
import HostCore

/// A stream as stages see it begin.
public typealias StreamPointer = UnsafePointer<sluice_stream>
/// An item as stages see it.
public typealias ItemPointer = UnsafePointer<sluice_item>

/// Takes what a recording keeps. All calls come from one thread, which is none of the graph's.
public protocol ItemRecorder: AnyObject, Sendable {
    /// A point is recorded from now on, under a number: 0, 1, …
    func add(_ point: RecordPoint, number: Int)
    /// A stream begins there.
    func begin(_ stream: StreamPointer, point: Int)
    /// An item; what it points at is valid during the call.
    /// - Parameter text: The text that the run knows by a number.
    func take(_ item: ItemPointer, point: Int, text: (UInt32) -> String)
    /// Items were left out before the next one, because recording was too slow.
    func lose(_ count: UInt64, point: Int)
    /// Nothing more comes.
    func finish()
}
