import CVideoDecoder
import PluginSDK

/// The decoder of one stream, and what it has of the host's memory.
final class StreamDecoder {
    let codec: Name
    private let decoder: OpaquePointer
    private let error = ErrorText()
    private let rooms = RoomTable()
    private var next: Int64 = 0
    /// Stamps of the packets whose pictures have not come yet, oldest first.
    private var waiting: [(number: Int64, stamp: ItemStamp, isCorrupt: Bool)] = []
    var damage = DamageCount()
    private var shown: (epoch: UInt32, pts_ns: Int64)?
    /// Pictures that lay in the host's memory, and those that had to be copied there.
    private(set) var inPlace: UInt64 = 0
    private(set) var copied: UInt64 = 0

    /// More than any codec holds back: H.264 reorders 16 pictures, and frame threads add 64.
    private static let patience = 128

    /// - Throws: `format` for a codec that libavcodec does not know.
    init(_ codec: Name, named name: String, _ settings: DecoderSettings) throws(StageError) {
        self.codec = codec
        let error = error
        let made = name.withCString { name in
            var native = video_decoder_settings()
            native.codec = name
            native.threads = UInt32(settings.threads)
            native.low_latency = settings.low_latency ? 1 : 0
            native.shows_damaged = settings.damaged == .show ? 1 : 0
            return video_decoder_open(&native, error.pointer)
        }
        guard let made else { throw StageError(.format, error.text) }
        decoder = made
    }

    deinit { video_decoder_close(decoder) }

    /// The stamp of the oldest packet whose picture has not come.
    var oldest: ItemStamp? { waiting.first?.stamp }

    /// Gives a packet. Its bytes are read in place; one that cannot be decoded is counted.
    func send(_ packet: PacketView, _ item: ItemView, _ output: Output) throws(StageError) {
        if item.isDiscontinuous, !waiting.isEmpty, packet.flags.contains(.key) { waiting.removeAll() }
        if waiting.count == Self.patience { waiting.removeFirst() }
        let number = next
        next += 1
        let isCorrupt = packet.flags.contains(.corrupt) || item.flags.contains(.corrupt)
        var status = give(packet, number)
        if status == 1 {
            // The size is known now, and there is no memory of the host's for it yet.
            try refill(output)
            status = give(packet, number)
        }
        if status != 0 { return refuse() }
        waiting.append((number, item.stamp, isCorrupt))
    }

    private func give(_ packet: PacketView, _ number: Int64) -> Int32 {
        packet.bytes.withUnsafeBytes { data in
            packet.configuration.withUnsafeBytes { config in
                video_decoder_send(
                    decoder, data.assumingMemoryBound(to: UInt8.self).baseAddress, UInt64(data.count),
                    config.assumingMemoryBound(to: UInt8.self).baseAddress, UInt64(config.count), number, error.pointer)
            }
        }
    }

    private func refuse() {
        damage.refused += 1
        damage.reason = error.text
    }

    /// Says that no more packets will come.
    func sendEnd() { if video_decoder_send(decoder, nil, 0, nil, 0, 0, error.pointer) != 0 { refuse() } }

    /// The next picture, valid until the next call; `nil` for none yet.
    func receive() -> video_picture? {
        var picture = video_picture()
        // One packet can hold several broken pictures, but not without end.
        for _ in 0..<Self.patience {
            switch video_decoder_receive(decoder, &picture, error.pointer) {
            case 1: return picture
            case 0: return nil
            default: refuse()
            }
        }
        return nil
    }

    /// What belongs to a picture's packet. Packets before it gave none and are forgotten.
    func stamp(_ picture: video_picture) -> (stamp: ItemStamp, isCorrupt: Bool)? {
        guard let index = waiting.firstIndex(where: { $0.number == picture.packet }) else { return nil }
        var found = waiting.remove(at: index)
        // Where a stream's times contradict the order of its pictures, that order counts: time does not fall.
        if let shown, shown.epoch == found.stamp.epoch, shown.pts_ns > found.stamp.pts_ns {
            found.stamp = found.stamp.moved(toSeq: found.stamp.seq, pts_ns: shown.pts_ns)
        }
        shown = (found.stamp.epoch, found.stamp.pts_ns)
        return (found.stamp, found.isCorrupt)
    }

    /// Emits the picture that was received last.
    func emit(
        _ picture: video_picture, _ stamp: ItemStamp, _ flags: ItemFlags, _ output: Output
    ) throws(StageError) {
        if picture.room != 0, var frame = rooms.take(picture.room, picture.colourCode) {
            inPlace += 1
            frame.mark(flags)
            rooms.hold(picture.room, try output.emitKeeping(frame, stamp: stamp, flags: flags))
            return
        }
        copied += 1
        var frame = try output.newFrame(
            .i420, width: Int(picture.width), height: Int(picture.height), colour: picture.colourCode)
        var planes = (frame.address(0), frame.address(1), frame.address(2))
        var strides = (
            UInt32(frame.row_stride_bytes(0)), UInt32(frame.row_stride_bytes(1)), UInt32(frame.row_stride_bytes(2))
        )
        let status = withUnsafeBytes(of: &planes) { planes in
            withUnsafeBytes(of: &strides) { strides in
                video_decoder_copy(
                    decoder, planes.assumingMemoryBound(to: UnsafeMutablePointer<UInt8>?.self).baseAddress,
                    strides.assumingMemoryBound(to: UInt32.self).baseAddress, error.pointer)
            }
        }
        guard status == 0 else { throw StageError(.format, error.text) }
        frame.mark(flags)
        try output.emit(frame, stamp: stamp.marked(flags))
    }

    /// Gives libavcodec memory of the host for pictures to come, and takes back what it no longer looks at.
    func refill(_ output: Output) throws(StageError) {
        while case let id = video_decoder_returned(decoder), id != 0 { rooms.remove(id) }
        var (width, height): (UInt32, UInt32) = (0, 0)
        var colour = video_colour()
        while rooms.count < Decoder.holdsFrames, video_decoder_wants(decoder, &width, &height, &colour) == 1 {
            let code = ColourCode(colour)
            let frame = try output.newFrame(.i420, width: Int(width), height: Int(height), colour: code)
            var room = rooms.add(frame, code)
            guard video_decoder_offer(decoder, &room) == 1 else { return rooms.remove(room.id) }
        }
    }
}

extension video_picture {
    var colourCode: ColourCode { ColourCode(colour) }
}

extension ColourCode {
    init(_ c: video_colour) {
        self.init()
        matrix = c.matrix
        primaries = c.primaries
        transfer = c.transfer
        range = c.range
        chromaSite = c.chroma_site
    }
}
