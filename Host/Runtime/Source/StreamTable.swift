import CSluice
import HostCore
import Synchronization

/// The streams of a run as stages see them. Descriptors never move and live as long as the run.
final class StreamTable: Sendable {
    private struct Entry: @unchecked Sendable {
        // Sound: constant once made; freed with the table only.
        let descriptor: UnsafeMutablePointer<sluice_stream>
        let texts: [UnsafeMutablePointer<CChar>]
        let labels: ConfigTree
    }

    private let entries = Mutex<[UInt32: Entry]>([:])

    deinit {
        entries.withLock {
            for entry in $0.values {
                entry.descriptor.deallocate()
                for text in entry.texts { text.deallocate() }
            }
        }
    }

    /// Describes a stream; the first description stands.
    func add(_ stream: StreamDescription) {
        let name = Self.copy(stream.name)
        let camera = Self.copy(stream.camera)
        let labels = ConfigTree(stream.labels)
        let descriptor = UnsafeMutablePointer<sluice_stream>.allocate(capacity: 1)
        var c = sluice_stream()
        c.struct_size = UInt32(MemoryLayout<sluice_stream>.size)
        c.stream = stream.index
        c.flags = stream.isLive ? UInt32(SLUICE_STREAM_LIVE) : 0
        (c.width, c.height) = (UInt32(stream.width), UInt32(stream.height))
        (c.rate_num, c.rate_den) = (stream.rate_num, stream.rate_den)
        (c.name, c.name_bytes) = (UnsafePointer(name), UInt64(stream.name.utf8.count))
        (c.camera, c.camera_bytes) = (UnsafePointer(camera), UInt64(stream.camera.utf8.count))
        c.labels = labels.withNodes { $0 }
        descriptor.initialize(to: c)
        let entry = Entry(descriptor: descriptor, texts: [name, camera], labels: labels)
        entries.withLock { if $0[stream.index] == nil { $0[stream.index] = entry } }
    }

    func descriptor(_ stream: UInt32) -> UnsafePointer<sluice_stream>? {
        entries.withLock { $0[stream].map { UnsafePointer($0.descriptor) } }
    }

    private static func copy(_ text: String) -> UnsafeMutablePointer<CChar> {
        let bytes = Array(text.utf8)
        let memory = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
        for (i, byte) in bytes.enumerated() { memory[i] = CChar(bitPattern: byte) }
        memory[bytes.count] = 0
        return memory
    }
}

/// A stream as its source describes it, before the graph's own numbering.
public struct StreamDescription: Sendable {
    /// Number in the run.
    public var index: UInt32
    /// Name in the graph.
    public var name: String
    /// Model of the camera.
    public var camera: String
    /// Free labels of the graph file: an object.
    public var labels: JSONValue
    /// Whether it comes in its own time.
    public var isLive: Bool
    /// Nominal size in pixels; 0 when unknown.
    public var width = 0, height = 0
    /// Nominal frames per second as a fraction; 0/0 when unknown.
    public var rate_num: UInt32 = 0, rate_den: UInt32 = 0

    /// A stream whose size and rate are not known yet.
    public init(index: UInt32, name: String, camera: String, labels: JSONValue, isLive: Bool) {
        self.index = index
        self.name = name
        self.camera = camera
        self.labels = labels
        self.isLive = isLive
    }
}
