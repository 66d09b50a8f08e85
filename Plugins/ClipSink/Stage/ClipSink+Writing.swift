import PluginSDK
import SluiceMedia

extension ClipSink {
    /// Begins the clip whose time has come, writes what is wanted of the ring, and ends the clip when no event can prolong it.
    func pump(_ stream: ClipStream, _ output: Output) throws(StageError) {
        while let newest = stream.ring.newest {
            if stream.clip == nil {
                guard let window = stream.takeWindow(by: newest.stamp.pts_ns) else { return }
                try open(window, stream)
                guard stream.clip != nil else { continue }
            }
            try write(stream, output)
            guard let clip = stream.clip else { return }
            let isOver = newest.dts_ns > clip.window.end_ns &+ ns(settings.late_seconds)
            let isFull = clip.window.end_ns &- clip.file.begin_pts_ns >= ns(settings.max_seconds)
            guard isOver || (isFull && newest.dts_ns > clip.window.end_ns) else { return }
            try close(stream, isFull ? "limit" : "end-of-event", output)
        }
    }

    /// Begins a clip with the last key picture before the window; without one in the buffer nothing can be shown yet.
    private func open(_ window: Window, _ stream: ClipStream) throws(StageError) {
        guard let key = stream.ring.key(before: window.begin_ns), key.stamp.pts_ns <= window.end_ns else { return }
        stream.clips += 1
        let event = key.stamp.moved(toSeq: key.stamp.seq, pts_ns: window.event_ns)
        let name = pattern.name { field in
            switch field {
            case .stream: stream.name
            case .time:
                MediaReport.timeText(
                    wall_ns: key.stamp.wall_ns > 0 ? event.wall_ns : 0, pts_ns: window.event_ns)
            case .pts_ms: String(window.event_ns / 1_000_000)
            case .number: String(stream.clips)
            }
        }
        let configuration = stream.configuration
        let file = try stream.ring.withBytes(key) { bytes throws(StageError) in
            try MediaFile(
                "\(settings.directory)/\(name)", settings.container, codec: context.text(of: stream.codec),
                configuration: configuration.span.bytes, first: bytes.bytes,
                start: .init(pts_ns: key.stamp.pts_ns, wall_ns: key.stamp.wall_ns), synced: settings.sync)
        }
        var window = window
        window.end_ns = min(window.end_ns, file.begin_pts_ns &+ ns(settings.max_seconds))
        stream.clip = ClipStream.Clip(file: file, window: window, next: key.number, lastFlush_ns: key.stamp.pts_ns)
    }

    /// Writes the packets of the ring that the clip wants and does not have.
    private func write(_ stream: ClipStream, _ output: Output) throws(StageError) {
        guard var clip = stream.clip else { return }
        do throws(StageError) {
            while let entry = stream.ring[clip.next], entry.dts_ns <= clip.window.end_ns {
                let isLong = entry.stamp.pts_ns &- clip.lastFlush_ns >= ns(Double(settings.fragment_ms) / 1000)
                if clip.file.packets == 1 || (clip.file.packets > 0 && (entry.isKey || isLong)) {
                    try clip.file.flush(before: entry.dts_ns)
                    clip.lastFlush_ns = entry.stamp.pts_ns
                }
                let next = stream.ring[entry.number + 1]?.stamp.pts_ns
                let duration_ns =
                    entry.stamp.duration_ns > 0 ? entry.stamp.duration_ns : max(0, (next ?? 0) &- entry.stamp.pts_ns)
                try stream.ring.withBytes(entry) { bytes throws(StageError) in
                    try clip.file.write(
                        bytes.bytes, pts_ns: entry.stamp.pts_ns, dts_ns: entry.dts_ns, duration_ns: duration_ns,
                        isKey: entry.isKey)
                }
                clip.next = entry.number + 1
            }
            stream.clip = clip
        } catch {
            stream.clip = clip
            try? close(stream, "error", output)
            throw error
        }
    }

    /// Writes what is left, and ends the clip.
    func finish(_ stream: ClipStream, _ reason: String, _ output: Output) throws(StageError) {
        try pump(stream, output)
        try close(stream, reason, output)
    }

    private func close(_ stream: ClipStream, _ reason: String, _ output: Output) throws(StageError) {
        guard let clip = stream.clip, let stamp = stream.lastStamp else { return }
        stream.clip = nil
        var failure: StageError?
        do throws(StageError) { try clip.file.close() } catch { failure = error }
        guard clip.file.isThere else {
            if let failure { throw failure }
            return
        }
        var members = MediaReport.members(
            clip.file, stream: stream.name, reason: failure == nil ? reason : "error")
        members += [("events", String(clip.window.events)), ("event_pts_ns", String(clip.window.event_ns))]
        if let failure { members.append(("error", JSONText.quote(failure.message))) }
        try output.emit(record: JSONText.object(members), type: clipRecord, stamp: stamp)
        if let failure { throw failure }
    }
}
