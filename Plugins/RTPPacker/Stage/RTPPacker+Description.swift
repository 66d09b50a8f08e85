import Glibc
import PluginSDK
import RTP

extension RTPPacker {
    /// Writes the session description once what it tells is known.
    mutating func describe(_ index: Int) {
        guard !settings.sdp_path.isEmpty, !streams[index].isDescribed, let sender = streams[index].sender else {
            return
        }
        guard streams[index].codec == .jpeg || streams[index].parameters.isComplete else { return }
        streams[index].isDescribed = true
        var path = settings.sdp_path
        if let place = path.firstRange(of: "{stream}") {
            path.replaceSubrange(place, with: streams[index].name.map { $0 == "/" ? "_" : $0 })
        }
        do throws(StageError) {
            try write(description(of: streams[index], sender).text, to: path)
        } catch {
            context.log(.error, error.message)
        }
    }

    private func description(of stream: PackedStream, _ sender: RTPSender) -> SessionDescription {
        var result = SessionDescription()
        result.name = stream.name.filter { !$0.isNewline }
        result.id = UInt64(sender.ssrc)
        result.address = settings.sdp_address
        result.port = settings.sdp_port
        result.transport = settings.sdp_transport == .tcp ? .tcp : .udp
        result.codec = stream.codec
        result.payloadType = settings.payload_type.map { UInt8($0) } ?? stream.codec.usualPayloadType
        result.packetizationMode = settings.packing == .single ? 0 : 1
        result.parameterSets = stream.parameters.sps + stream.parameters.pps
        result.sharesPort = settings.reports == .muxed
        result.ssrc = sender.ssrc
        result.canonicalName = canonicalName(sender.ssrc)
        result.framesPerSecond = stream.framesPerSecond > 0 ? stream.framesPerSecond : nil
        return result
    }

    /// As a whole or not at all: a player may look at it at any moment.
    private func write(_ text: String, to path: String) throws(StageError) {
        try Files.makeFolder(Files.parent(of: path))
        let part = "\(path).part"
        let descriptor = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw StageError(.io, "cannot write \(path): \(Files.reason(errno))") }
        let bytes = Array(text.utf8)
        let written = Files.write(bytes.span.bytes, to: descriptor)
        close(descriptor)
        guard written.failure == nil, rename(part, path) == 0 else {
            let code = written.failure ?? errno
            unlink(part)
            throw StageError(.io, "cannot write \(path): \(Files.reason(code))")
        }
    }
}
