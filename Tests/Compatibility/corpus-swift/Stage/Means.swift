import Glibc
import PluginSDK

/// The sink: a line for each picture.
public struct Means: Stage, ~Copyable {
    public struct Settings: StageSettings {
        var path = ""
        public init() {}
        public static let schema = Schema<Settings>(
            .init("path", \.path, "The file; an older one is replaced.", .writesPath, .required))
    }

    public static let manifest = StageManifest(
        id: "org.example.corpus-swift.sink", summary: "Writes the sum of the pixels of each picture to a file.",
        inputs: [.frames("in", [.gray8], "Brightness.")], outputs: [], state: .graph, blocking: true)

    private let path: String
    private var file: Int32 = -1

    public init(settings: Settings, context: StageContext) throws(StageError) {
        guard !settings.path.isEmpty else { throw StageError(.configuration, "path: the name of a file is needed") }
        path = settings.path
    }

    deinit { if file >= 0 { close(file) } }

    public mutating func start() throws(StageError) {
        file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard file >= 0 else { throw StageError(.io, "path: '\(path)' cannot be written (error \(errno))") }
    }

    public mutating func stop() throws(StageError) {
        let closed = close(file)
        file = -1
        if closed != 0 { throw StageError(.io, "path: '\(path)' cannot be written (error \(errno))") }
    }

    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard let frame = item.frame else { return }
        var sum = 0
        for y in 0..<frame.height {
            let row = frame.plane(0).row(y)
            for x in 0..<frame.width { sum += Int(row[x]) }
        }
        let line = Array("\(item.seq) \(item.pts_ns) \(sum)\n".utf8)
        if let failure = Files.write(line.span.bytes, to: file).failure {
            throw StageError(.io, "path: '\(path)' cannot be written (error \(failure))")
        }
    }
}
