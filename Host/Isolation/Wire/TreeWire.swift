import CSluice
import Glibc

/// Trees of values, and what holds them, in a mailbox: a structure, then what it points at. The host writes, the worker
/// turns the pointers into its own. Nothing comes back this way, so nothing is checked.
enum TreeWire {
    /// Appends to an area, with the pointers of this process.
    struct Writer {
        private(set) var cursor: UnsafeMutableRawPointer
        private let end: UnsafeMutableRawPointer
        /// Whether something had no room.
        private(set) var isFull = false

        init(_ start: UnsafeMutableRawPointer, capacity: Int) {
            cursor = start
            end = start + capacity
        }

        mutating func take(_ bytes: Int) -> UnsafeMutableRawPointer? {
            let size = ItemWire.padded(bytes)
            guard !isFull, end - cursor >= size else {
                isFull = true
                return nil
            }
            defer { cursor += size }
            return cursor
        }

        mutating func text(_ text: UnsafePointer<CChar>?, _ bytes: UInt64) -> UnsafePointer<CChar>? {
            guard let place = take(Int(bytes) + 1) else { return nil }
            if let text { memcpy(place, text, Int(bytes)) }
            (place + Int(bytes)).storeBytes(of: 0, as: UInt8.self)
            return UnsafePointer(place.assumingMemoryBound(to: CChar.self))
        }

        mutating func tree(_ root: UnsafePointer<sluice_value>?) -> UnsafePointer<sluice_value>? {
            guard let root else { return nil }
            let count = Int(root.pointee.subtree_nodes)
            guard let place = take(count * MemoryLayout<sluice_value>.stride) else { return nil }
            let nodes = place.assumingMemoryBound(to: sluice_value.self)
            nodes.initialize(from: root, count: count)
            for i in 0..<count {
                if root[i].key != nil { nodes[i].key = text(root[i].key, UInt64(root[i].key_bytes)) }
                if root[i].text != nil { nodes[i].text = text(root[i].text, root[i].text_bytes) }
            }
            return UnsafePointer(nodes)
        }
    }

    /// Turns the writer's pointers into those of this process.
    struct Reader {
        let start: UnsafeMutableRawPointer
        let base: UInt64

        func moved<T>(_ pointer: UnsafePointer<T>?) -> UnsafePointer<T>? {
            guard let pointer else { return nil }
            let offset = UInt64(UInt(bitPattern: pointer)) &- base
            return UnsafePointer((start + Int(offset)).assumingMemoryBound(to: T.self))
        }

        func tree(_ root: UnsafePointer<sluice_value>?) -> UnsafePointer<sluice_value>? {
            guard let nodes = UnsafeMutablePointer(mutating: moved(root)) else { return nil }
            for i in 0..<Int(nodes.pointee.subtree_nodes) {
                nodes[i].key = moved(nodes[i].key)
                nodes[i].text = moved(nodes[i].text)
            }
            return UnsafePointer(nodes)
        }
    }

    /// Writes a configuration at the start of an area. Bytes used; `nil` when it has no room.
    static func write(_ config: sluice_config, to area: UnsafeMutableRawPointer, capacity: Int) -> Int? {
        var writer = Writer(area, capacity: capacity)
        guard let place = writer.take(MemoryLayout<sluice_config>.size) else { return nil }
        var copy = config
        copy.nodes = writer.tree(config.nodes)
        copy.json = writer.text(config.json, config.json_bytes)
        guard !writer.isFull else { return nil }
        place.storeBytes(of: copy, as: sluice_config.self)
        return writer.cursor - area
    }

    /// As ``write(_:to:capacity:)``, a stream's description.
    static func write(_ stream: sluice_stream, to area: UnsafeMutableRawPointer, capacity: Int) -> Int? {
        var writer = Writer(area, capacity: capacity)
        guard let place = writer.take(MemoryLayout<sluice_stream>.size) else { return nil }
        var copy = stream
        copy.name = writer.text(stream.name, stream.name_bytes)
        copy.camera = writer.text(stream.camera, stream.camera_bytes)
        copy.labels = writer.tree(stream.labels)
        guard !writer.isFull else { return nil }
        place.storeBytes(of: copy, as: sluice_stream.self)
        return writer.cursor - area
    }

    /// As ``write(_:to:capacity:)``, what an instance is told when it is made.
    static func write(_ info: sluice_create_info, to area: UnsafeMutableRawPointer, capacity: Int) -> Int? {
        var writer = Writer(area, capacity: capacity)
        guard let place = writer.take(MemoryLayout<sluice_create_info>.size) else { return nil }
        var copy = info
        copy.name = writer.text(info.name, info.name_bytes)
        guard !writer.isFull else { return nil }
        place.storeBytes(of: copy, as: sluice_create_info.self)
        return writer.cursor - area
    }

    /// The configuration at the start of an area that the host wrote.
    static func config(_ reader: Reader) -> UnsafePointer<sluice_config> {
        let config = reader.start.assumingMemoryBound(to: sluice_config.self)
        config.pointee.nodes = reader.tree(config.pointee.nodes)
        config.pointee.json = reader.moved(config.pointee.json)
        return UnsafePointer(config)
    }

    /// A stream's description.
    static func stream(_ reader: Reader) -> UnsafePointer<sluice_stream> {
        let stream = reader.start.assumingMemoryBound(to: sluice_stream.self)
        stream.pointee.name = reader.moved(stream.pointee.name)
        stream.pointee.camera = reader.moved(stream.pointee.camera)
        stream.pointee.labels = reader.tree(stream.pointee.labels)
        return UnsafePointer(stream)
    }

    /// What an instance is told when it is made.
    static func info(_ reader: Reader) -> UnsafePointer<sluice_create_info> {
        let info = reader.start.assumingMemoryBound(to: sluice_create_info.self)
        info.pointee.name = reader.moved(info.pointee.name)
        return UnsafePointer(info)
    }
}
