import PluginSDK

/// Tracks and ids go on in another instance, under other settings too: a track keeps the motion that it was followed by.
extension Tracker: StatefulStage {
    /// The format of ``save(to:)``.
    public static var stateVersion: UInt32 { 1 }

    private static let mostStreams: UInt32 = 100_000

    /// Writes all streams with their tracks.
    public func save(to state: inout StateWriter) {
        state.write(UInt32(streams.count))
        for stream in streams { stream.save(to: &state) }
    }

    /// Takes the tracks of another instance in place of its own.
    public mutating func restore(from state: inout StateReader) throws(StageError) {
        let count: UInt32 = try state.read(in: 0...Self.mostStreams)
        var restored: [StreamTracks] = []
        for _ in 0..<count {
            var stream = try StreamTracks(from: &state)
            for index in stream.tracks.indices { stream.tracks[index].path.fit(settings.trajectoryPoints) }
            guard !restored.contains(where: { $0.stream == stream.stream }) else {
                throw state.unsound("stream \(stream.stream) stands there twice")
            }
            restored.append(stream)
        }
        try state.expectEnd()
        streams = restored
    }
}
