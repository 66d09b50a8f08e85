import CHostShim
import Foundation
import HostCore
import Synchronization
import Testing

@testable import HostControl

@Suite("A host and those who ask it talk over a local socket")
struct ControlTests {
    /// A folder of its own, short enough for a socket's name.
    private func socket() -> String { "/tmp/sluice-test-\(UUID().uuidString.prefix(13)).sock" }

    /// Answers each request with what it was.
    private final class Echo: Sendable {
        let server: ControlServer
        private let bell = DispatchSemaphore(value: 0)
        private let isDone = Atomic<Bool>(false)

        init(_ path: String) throws {
            let bell = bell
            server = try ControlServer(path: path) { bell.signal() }
            server.start()
            Thread { [self] in
                while !isDone.load(ordering: .relaxed) {
                    bell.wait()
                    while let pending = server.next() {
                        server.answer(pending, ControlAnswer.ok(["asked": .string(pending.request.name)]))
                    }
                }
            }.start()
        }

        func stop() {
            isDone.store(true, ordering: .relaxed)
            bell.signal()
            server.stop()
        }
    }

    @Test("a request is answered, and the socket is the user's alone and gone at the end")
    func roundTrip() throws {
        let path = socket()
        let echo = try Echo(path)
        let answer = try ControlClient(path: path).ask(ControlRequest("status"))
        #expect(answer["ok"] == true)
        #expect(answer["asked"] == "status")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        echo.stop()
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(throws: HostError.self) { try ControlClient(path: path).ask(ControlRequest("status")) }
    }

    @Test("many clients at once all get their own answer")
    func many() async throws {
        let path = socket()
        let echo = try Echo(path)
        defer { echo.stop() }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for i in 0..<12 {
                group.addTask {
                    try ControlClient(path: path).ask(ControlRequest("n\(i)"))["asked"] == .string("n\(i)")
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }

    @Test(
        "what is no request is refused with its reason, and the next one is served",
        arguments: [
            ("nonsense", "no JSON"), ("[1]", "no member"), ("{\"do\": 3}", "no member"), ("", "no JSON"),
            ("{\"do\": \"x\"", "no JSON"), ("\u{FFFD}\u{0}", "no JSON"),
        ])
    func malformed(line: String, reason: String) throws {
        let path = socket()
        let echo = try Echo(path)
        defer { echo.stop() }
        let lines = try exchange(path, Array((line + "\n{\"do\":\"status\"}\n").utf8), lines: 2)
        #expect(lines.first?.contains("\"ok\":false") == true)
        #expect(lines.first?.contains(reason) == true, "\(lines)")
        #expect(lines.last?.contains("\"ok\":true") == true)
    }

    @Test("a line without an end is cut off at the limit")
    func tooLong() throws {
        let path = socket()
        let echo = try Echo(path)
        defer { echo.stop() }
        let lines = try exchange(path, [UInt8](repeating: 0x41, count: LineBuffer.limit + 10), lines: 1)
        #expect(lines.first?.contains("at most 1048576 bytes") == true)
        #expect(try ControlClient(path: path).ask(ControlRequest("status"))["ok"] == true)
    }

    @Test("random bytes bring nobody down")
    func fuzz() throws {
        let path = socket()
        let echo = try Echo(path)
        defer { echo.stop() }
        let seed = UInt64.random(in: 0 ... .max)
        var state = seed
        for _ in 0..<60 {
            var bytes: [UInt8] = []
            for _ in 0..<200 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let byte = UInt8(truncatingIfNeeded: state >> 33)
                bytes.append(byte % 7 == 0 ? UInt8(ascii: "\n") : byte % 5 == 0 ? UInt8(ascii: "{") : byte)
            }
            _ = try exchange(path, bytes, lines: 0)
        }
        #expect(try ControlClient(path: path).ask(ControlRequest("status"))["ok"] == true, "seed \(seed)")
    }

    @Test("a socket that a dead host left is replaced; a file is not")
    func leftovers() throws {
        let path = socket()
        let dead = shim_local_listen(path)
        try #require(dead >= 0)
        close(dead)
        let echo = try Echo(path)
        #expect(throws: HostError.self, "somebody listens there") { try ControlServer(path: path) {} }
        echo.stop()
        try "mine".write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(throws: HostError.self) { try ControlServer(path: path) {} }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
        #expect(throws: HostError.self) { try ControlServer(path: "/tmp/" + String(repeating: "x", count: 120)) {} }
    }

    @Test("lines are cut wherever the bytes were")
    func lineBuffer() {
        var buffer = LineBuffer()
        #expect(buffer.take(Array("ab".utf8)).isEmpty)
        #expect(buffer.take(Array("c\nd\n\ne".utf8)) == [Array("abc".utf8), Array("d".utf8), []])
        #expect(buffer.take(Array("\n".utf8)) == [Array("e".utf8)])
    }

    /// Sends bytes and reads so many lines.
    private func exchange(_ path: String, _ bytes: [UInt8], lines: Int) throws -> [String] {
        let connection = shim_local_connect(path, 5)
        try #require(connection >= 0)
        defer { close(connection) }
        var left = bytes[...]
        while !left.isEmpty {
            let sent = left.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if sent <= 0 { break }
            left = left.dropFirst(sent)
        }
        var text: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while text.count(where: { $0 == UInt8(ascii: "\n") }) < lines {
            let count = recv(connection, &chunk, chunk.count, 0)
            if count <= 0 { break }
            text += chunk[..<count]
        }
        return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
