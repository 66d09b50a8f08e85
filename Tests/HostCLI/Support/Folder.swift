import Foundation

/// A folder of its own for each test, removed with it.
final class Folder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "sluice-cli-\(UUID())")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func file(_ name: String) -> URL { url.appending(path: name) }

    /// Writes a file and gives its name.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try text.write(to: file(name), atomically: false, encoding: .utf8)
        return name
    }

    func text(_ name: String) throws -> String { try String(contentsOf: file(name), encoding: .utf8) }

    func json(_ name: String) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(contentsOf: file(name)))
        return value as? [String: Any] ?? [:]
    }
}

/// Graph files of the tests.
enum Graphs {
    /// The test picture through an empty stage, each behind a queue.
    static let chain = """
        sluice: 1
        name: chain
        streams:
          cam: {uri: "test:?width=64&height=48"}
        stages:
          a: {use: passthrough, from: cam, queue: {capacity: 4, policy: block}}
          b: {use: passthrough, from: a, queue: {capacity: 2, policy: drop-oldest}}
          end: {use: null-sink, from: b}
        """
}
