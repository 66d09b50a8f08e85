import CSluice
import HostCore

/// Holds an emitted item against the port that it went out by.
enum EmittedItem {
    /// What does not fit, in words; `nil` when all does.
    static func misfit(_ item: sluice_item, _ port: PortManifest, _ host: CheckingHost) -> String? {
        let kind = ItemKind(rawValue: item.kind)
        guard ItemKind.all.contains(kind), item.payload.any != nil else {
            return "an item of kind \(item.kind) without a payload that the contract knows"
        }
        if let wrong = wrongKind(kind, item, port, host.manifest) { return wrong }
        switch kind {
        case .frame: return frame(item, port, host)
        case .record: return record(item, host)
        case .packet: return packet(item, port, host)
        case .tensor: return tensor(item)
        default: return nil
        }
    }

    /// A stage that declares records may give them on every output.
    private static func wrongKind(
        _ kind: ItemKind, _ item: sluice_item, _ port: PortManifest, _ manifest: StageManifest
    ) -> String? {
        switch port.content {
        case .any: return nil
        case .items(let declared):
            if kind == declared || (kind == .record && !manifest.records.isEmpty) { return nil }
            return "a \(kind) where its manifest says \(declared)"
        case .same(let name):
            guard let input = manifest.inputs.first(where: { $0.name == name }) else { return nil }
            return wrongKind(kind, item, input, manifest)
        }
    }

    private static func frame(_ item: sluice_item, _ port: PortManifest, _ host: CheckingHost) -> String? {
        guard let facts = item.payload.frame?.pointee, let frame = host.frames[facts.handle] else {
            return "a frame with a handle that is no frame's"
        }
        let own = frame.facts.pointer.pointee
        let formats = formats(port, host.manifest)
        let format = PixelFormat(rawValue: own.pixel_format)
        if !formats.isEmpty, !formats.contains(format) {
            return "a frame in \(format) where its manifest says \(formats.map(\.description).joined(separator: ", "))"
        }
        if facts.pixel_format != own.pixel_format || facts.width != own.width || facts.height != own.height {
            return "a frame of \(facts.width)x\(facts.height) that the host knows as \(own.width)x\(own.height)"
        }
        return nil
    }

    private static func formats(_ port: PortManifest, _ manifest: StageManifest) -> [PixelFormat] {
        guard case .same(let name) = port.content else { return port.formats }
        return manifest.inputs.first { $0.name == name }?.formats ?? []
    }

    private static func record(_ item: sluice_item, _ host: CheckingHost) -> String? {
        guard let record = item.payload.record?.pointee else { return nil }
        if let current = host.currentItem?.pointee.payload.any, current == item.payload.any { return nil }
        guard let type = host.names.text(of: record.type) else { return "a record whose type no text has" }
        guard record.bytes <= 65_536 else { return "a record of \(record.bytes) bytes, where 65,536 is the most" }
        let bytes = Array(
            UnsafeRawBufferPointer(start: record.json, count: record.json == nil ? 0 : Int(record.bytes)))
        guard case .object? = try? JSONValue.parse(bytes) else {
            return
                "a record of type \(type) that is no JSON object: \(String(decoding: bytes.prefix(80), as: UTF8.self))"
        }
        let isDeclared = host.manifest.records.contains(type) || host.passesRecords
        return isDeclared ? nil : "a record of type \(type), which its manifest does not list"
    }

    private static func packet(_ item: sluice_item, _ port: PortManifest, _ host: CheckingHost) -> String? {
        guard let packet = item.payload.packet?.pointee else { return nil }
        guard let codec = host.names.text(of: packet.codec) else { return "a packet whose codec no text has" }
        if !port.codecs.isEmpty, !port.codecs.contains(codec) {
            return "a packet of \(codec) where its manifest says \(port.codecs.joined(separator: ", "))"
        }
        if packet.data == nil, packet.bytes > 0 { return "a packet of \(packet.bytes) bytes with data NULL" }
        return nil
    }

    private static func tensor(_ item: sluice_item) -> String? {
        guard let tensor = item.payload.tensor?.pointee else { return nil }
        guard tensor.rank <= 8 else { return "a tensor of rank \(tensor.rank), where 8 is the most" }
        let sizes = [0, 1, 4, 8, 2, 4]
        guard (1...5).contains(tensor.element_type) else { return "a tensor of element type \(tensor.element_type)" }
        var bytes = Int64(sizes[Int(tensor.element_type)])
        withUnsafeBytes(of: tensor.dimensions) {
            for size in $0.bindMemory(to: Int64.self).prefix(Int(tensor.rank)) { bytes = bytes &* size }
        }
        return UInt64(max(0, bytes)) > tensor.bytes
            ? "a tensor whose dimensions need \(bytes) bytes and has \(tensor.bytes)" : nil
    }
}

extension CheckingHost {
    /// Whether records come in, so that some may go on as they are.
    var passesRecords: Bool {
        manifest.inputs.contains { $0.content == .any || $0.content == .items(.record) }
    }
}
