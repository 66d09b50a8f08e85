import HostCore

/// The cases of a stage: what its manifest takes, in the sizes that were asked for.
struct BenchPlan {
    let stage: StageManifest

    /// Whether it has no inputs.
    var isSource: Bool { stage.inputs.isEmpty }

    /// The input that frames go into; `nil` for none.
    private var framePort: PortManifest? {
        stage.inputs.first { port in
            switch port.content {
            case .items(.frame), .any: true
            default: false
            }
        }
    }

    /// All cases.
    /// - Throws: `usage` when the stage does not take what was asked for, or cannot be measured without being given more.
    func cases(_ settings: BenchSettings) throws(HostError) -> [BenchCase] {
        try checkPackets(settings)
        guard let port = framePort else {
            guard settings.formats.isEmpty, settings.sizes.isEmpty, settings.clip == nil else {
                throw HostError(
                    .usage,
                    "\(stage.id) takes no frames, so --format, --size and --input say nothing to it; leave them out")
            }
            return [BenchCase(nil, nil)]
        }
        let taken = port.formats.isEmpty ? PixelFormat.all : port.formats
        for format in settings.formats where !taken.contains(format) {
            let names = taken.map(\.description).joined(separator: ", ")
            throw HostError(.usage, "\(stage.id) takes no frames in \(format); it takes \(names)")
        }
        let formats = settings.formats.isEmpty ? taken : settings.formats
        guard settings.clip == nil else { return formats.map { BenchCase($0, nil) } }
        let sizes = settings.sizes.isEmpty ? BenchSettings.usualSizes : settings.sizes
        return formats.flatMap { format in sizes.map { BenchCase(format, $0) } }
    }

    private func checkPackets(_ settings: BenchSettings) throws(HostError) {
        let port = stage.inputs.first { if case .items(.packet) = $0.content { true } else { false } }
        guard let port else {
            guard settings.packets.isEmpty else {
                throw HostError(.usage, "\(stage.id) takes no packets, so --packet says nothing to it; leave it out")
            }
            return
        }
        guard !settings.packets.isEmpty else {
            throw HostError(
                .usage,
                "\(stage.id) takes \(port.contentText), which nobody can make up; give some, a file each, with --packet"
            )
        }
    }

    /// The manifest with the format of a case alone, so that the host agrees on no other.
    func manifest(_ json: JSONValue, format: PixelFormat?) -> JSONValue {
        guard let format, var object = json.objectValue, let ports = object["inputs"]?.arrayValue else { return json }
        object["inputs"] = .array(
            ports.map { port in
                guard var changed = port.objectValue, port["kind"] == "frame" || port["kind"] == "any" else {
                    return port
                }
                let formats = port["formats"]?.arrayValue ?? []
                guard formats.isEmpty || formats.contains(.string(format.description)) else { return port }
                if port["kind"] == "any" { changed["kind"] = "frame" }
                changed["formats"] = [.string(format.description)]
                return .object(changed)
            })
        return .object(object)
    }
}
