import CHostShim
import CSluice
import Glibc
import HostCore

/// A source that feeds the stage under measurement: each item when the one before has been worked off.
///
/// Concurrency model: the source's thread makes all calls once the graph runs; the main thread prepares before.
final class Feeder: @unchecked Sendable {
    // Sound: see the concurrency model above.
    static let shared = Feeder()
    static let id = "io.sluice.bench-input"

    private var samples = ItemSamples()
    private var ports: [ItemKind] = []
    private var codecs: [String] = []
    private var metering = Metering.shared
    private var count = 0
    private var fed = 0
    private var expected: UInt64 = 0
    private var waiting_ns: Int64 = 0
    private var host: UnsafePointer<sluice_host>?
    private var context: OpaquePointer?
    private var names: [String: UInt32] = [:]
    private var regions: UnsafeMutablePointer<sluice_region_block>?

    static let frame_ns: Int64 = 40_000_000
    /// How long the stage may let an item lie that its queue dropped, or that it pairs with one that does not come.
    private static let patience_ns: Int64 = 2_000_000_000

    /// What an output is called that feeds the input of that name.
    static func output(_ input: String) -> String { "for-\(input)" }

    /// A manifest with an output for each input of a stage.
    static func manifest(for stage: StageManifest, format: String) -> JSONValue {
        let outputs = ports(of: stage).map { port -> JSONValue in
            var object: JSONObject = ["name": .string(output(port.name))]
            let kind = kind(of: port)
            object["kind"] = .string(kind.description)
            if kind == .frame { object["formats"] = [.string(format)] }
            if kind == .packet, let codec = port.codecs.first { object["codecs"] = [.string(codec)] }
            if kind == .frame { object["regions"] = true }
            return .object(object)
        }
        return [
            "id": .string(id), "version": "1.0.0", "summary": "Feeds the stage that is measured.", "inputs": [],
            "outputs": .array(outputs), "max_outputs": 64,
        ]
    }

    /// The inputs that are fed: all that a graph must connect, or all when none must be.
    static func ports(of stage: StageManifest) -> [PortManifest] {
        let needed = stage.inputs.filter { !$0.optional }
        return needed.isEmpty ? stage.inputs : needed
    }

    private static func kind(of port: PortManifest) -> ItemKind {
        if case .items(let kind) = port.content { kind } else { .frame }
    }

    func prepare(_ samples: ItemSamples, _ stage: StageManifest, _ metering: Metering, count: Int) {
        self.samples = samples
        self.metering = metering
        self.count = count
        ports = Self.ports(of: stage).map(Self.kind)
        codecs = Self.ports(of: stage).map { $0.codecs.first ?? "h264" }
    }

    func create(_ host: UnsafePointer<sluice_host>, _ context: OpaquePointer?) {
        self.host = host
        self.context = context
        for name in ["face", "quality", "hog", "org.example.note", "input"] + codecs { names[name] = intern(name) }
        regions = FeederRegions.make(names)
    }

    private func intern(_ text: String) -> UInt32 {
        guard let host else { return 0 }
        var copy = text
        return copy.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) {
                host.pointee.intern(context, $0.baseAddress, UInt64($0.count))
            }
        }
    }

    /// The next items, one for each input; or nothing while the last ones are being worked on.
    func produce() -> sluice_status {
        metering.tellNews()
        if metering.calls.load(ordering: .acquiring) < expected {
            let now_ns = shim_monotonic_ns()
            if waiting_ns == 0 { waiting_ns = now_ns }
            if now_ns - waiting_ns < Self.patience_ns {
                usleep(20)
                return SLUICE_NEED_MORE
            }
            expected = metering.calls.load(ordering: .acquiring)
        }
        waiting_ns = 0
        if fed >= count || metering.isOverTime { return SLUICE_END }
        if fed >= metering.warmUp { metering.begin() }
        for (port, kind) in ports.enumerated() {
            let status = emit(kind, UInt32(port))
            if status < 0 { return status }
        }
        fed += 1
        expected += UInt64(ports.count)
        return SLUICE_OK
    }

    private func emit(_ kind: ItemKind, _ port: UInt32) -> sluice_status {
        var item = sluice_item()
        item.struct_size = UInt32(MemoryLayout<sluice_item>.size)
        item.kind = kind.rawValue
        item.seq = UInt64(fed + 1)
        item.pts_ns = Int64(fed) * Self.frame_ns
        item.duration_ns = Self.frame_ns
        item.capture_ns = shim_monotonic_ns()
        item.wall_ns = shim_wall_ns()
        if fed == 0 { item.flags = UInt32(SLUICE_FLAG_KEY) }
        switch kind {
        case .frame: return emitFrame(&item, port)
        case .packet: return emitPacket(&item, port)
        case .tensor: return emitTensor(&item, port)
        case .audio: return emitAudio(&item, port)
        default: return emitRecord(&item, port)
        }
    }

    func send(_ item: sluice_item, _ port: UInt32) -> sluice_status {
        guard let host else { return SLUICE_E_STATE }
        return withUnsafePointer(to: item) { host.pointee.emit(context, port, $0) }
    }

    private func emitFrame(_ item: inout sluice_item, _ port: UInt32) -> sluice_status {
        guard let host, !samples.pictures.isEmpty else { return SLUICE_E_STATE }
        let picture = samples.pictures[fed % samples.pictures.count]
        var spec = sluice_frame_spec()
        spec.struct_size = UInt32(MemoryLayout<sluice_frame_spec>.size)
        spec.pixel_format = picture.format.rawValue
        (spec.width, spec.height) = (UInt32(picture.width), UInt32(picture.height))
        var frame = sluice_frame()
        var planes: [UnsafeMutablePointer<UInt8>?] = [nil, nil, nil, nil]
        let status = host.pointee.frame_alloc(context, &spec, &frame, &planes)
        if status < 0 { return status }
        picture.write(to: frame, planes)
        if let regions {
            FeederRegions.place(regions, step: fed, width: picture.width, height: picture.height)
            item.regions = UnsafePointer(regions)
        }
        return withUnsafePointer(to: frame) { pointer in
            item.payload.frame = pointer
            return send(item, port)
        }
    }

    private func emitPacket(_ item: inout sluice_item, _ port: UInt32) -> sluice_status {
        guard !samples.packets.isEmpty else { return SLUICE_E_STATE }
        let bytes = samples.packets[fed % samples.packets.count] + [UInt8](repeating: 0, count: 64)
        return bytes.withUnsafeBufferPointer { all in
            var packet = sluice_packet()
            packet.struct_size = UInt32(MemoryLayout<sluice_packet>.size)
            packet.codec = names[codecs[Int(port)]] ?? 0
            packet.data = all.baseAddress
            packet.bytes = UInt64(all.count - 64)
            packet.dts_ns = item.pts_ns
            packet.flags = fed % samples.packets.count == 0 ? UInt32(SLUICE_FLAG_KEY) : 0
            return withUnsafePointer(to: packet) { pointer in
                item.payload.packet = pointer
                return send(item, port)
            }
        }
    }

    private func emitTensor(_ item: inout sluice_item, _ port: UInt32) -> sluice_status {
        let values = (0..<3 * 64 * 64).map { Float(($0 * 7 + fed) % 255) / 255 }
        return values.withUnsafeBytes { all in
            var tensor = sluice_tensor()
            tensor.struct_size = UInt32(MemoryLayout<sluice_tensor>.size)
            tensor.element_type = UInt32(SLUICE_TENSOR_F32)
            tensor.rank = 4
            tensor.name = names["input"] ?? 0
            tensor.data = all.baseAddress?.assumingMemoryBound(to: UInt8.self)
            tensor.bytes = UInt64(all.count)
            tensor.dimensions = (1, 3, 64, 64, 0, 0, 0, 0)
            tensor.byte_strides = (3 * 64 * 64 * 4, 64 * 64 * 4, 64 * 4, 4, 0, 0, 0, 0)
            return withUnsafePointer(to: tensor) { pointer in
                item.payload.tensor = pointer
                return send(item, port)
            }
        }
    }

    private func emitAudio(_ item: inout sluice_item, _ port: UInt32) -> sluice_status {
        let values = (0..<2 * 480).map { Float(($0 * 31 + fed) % 200) / 100 - 1 }
        return values.withUnsafeBufferPointer { all in
            var audio = sluice_audio()
            audio.struct_size = UInt32(MemoryLayout<sluice_audio>.size)
            (audio.sample_rate_hz, audio.channels, audio.sample_count) = (48_000, 2, 480)
            audio.samples = all.baseAddress
            return withUnsafePointer(to: audio) { pointer in
                item.payload.audio = pointer
                return send(item, port)
            }
        }
    }

    private func emitRecord(_ item: inout sluice_item, _ port: UInt32) -> sluice_status {
        var json = "{\"number\":\(fed),\"text\":\"bench\"}"
        return json.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { text in
                var record = sluice_record()
                record.struct_size = UInt32(MemoryLayout<sluice_record>.size)
                record.type = names["org.example.note"] ?? 0
                record.json = text.baseAddress
                record.bytes = UInt64(text.count)
                return withUnsafePointer(to: record) { pointer in
                    item.payload.record = pointer
                    return send(item, port)
                }
            }
        }
    }
}
