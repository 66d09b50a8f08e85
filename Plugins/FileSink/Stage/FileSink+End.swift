import PluginSDK
import SluiceMedia

extension FileSink {
    /// Closes the file of a recording and says so in a record.
    func close(
        _ recording: Recording, _ reason: String, _ stamp: ItemStamp?, _ output: Output
    ) throws(StageError) {
        guard let file = recording.file, let last = stamp ?? recording.lastStamp else { return }
        recording.file = nil
        var failure: StageError?
        do throws(StageError) { try file.close() } catch { failure = error }
        guard file.isThere else {
            if let failure { throw failure }
            return
        }
        let stream = streams[recording.subject.stream] ?? String(recording.subject.stream)
        var members = MediaReport.members(file, stream: stream, reason: failure == nil ? reason : "error")
        if recording.subject.track != 0 { members.insert(("track", String(recording.subject.track)), at: 1) }
        if let failure { members.append(("error", JSONText.quote(failure.message))) }
        try output.emit(record: JSONText.object(members), type: fileRecord, stamp: last)
        if let failure { throw failure }
    }

    /// Closes files of tracks that were not seen for a while.
    public mutating func advance(_ time: StreamTime, port: Int, to output: Output) throws(StageError) {
        guard settings.per == .track else { return }
        let idle_ns = Int64(settings.idle_seconds * 1e9)
        for recording in recordings.values
        where recording.subject.stream == time.stream && time.pts_ns &- recording.lastUse_ns > idle_ns {
            recordings[recording.subject] = nil
            try close(recording, "idle", nil, output)
        }
    }

    /// Closes the stream's files.
    public mutating func end(stream: UInt32, port: Int, to output: Output) throws(StageError) {
        var failure: StageError?
        for recording in recordings.values.filter({ $0.subject.stream == stream }) {
            recordings[recording.subject] = nil
            do throws(StageError) { try close(recording, "end", nil, output) } catch { failure = error }
        }
        streams[stream] = nil
        if let failure { throw failure }
    }

    /// Closes the files of streams that have not ended.
    /// - Throws: `io` with path and reason, of the last one that could not be completed.
    public mutating func stop() throws(StageError) {
        var failure: StageError?
        for recording in recordings.values {
            do throws(StageError) { try recording.file?.close() } catch { failure = error }
        }
        recordings.removeAll()
        if let failure { throw failure }
    }
}
