import Foundation
import Testing

/// A program of somebody else, run beside the test and ended with it.
final class Program {
    private let process = Process()
    private let output = Pipe()
    let name: String

    static func path(_ name: String) -> String? {
        ["/usr/bin/", "/usr/local/bin/", "/bin/"].map { $0 + name }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }

    static func areThere(_ names: String...) -> Bool { names.allSatisfy { path($0) != nil } }

    init(_ name: String, _ arguments: [String]) throws {
        self.name = name
        let path = try #require(Self.path(name), "\(name) is not installed")
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.standardError
        try process.run()
    }

    deinit { if process.isRunning { process.terminate() } }

    var isRunning: Bool { process.isRunning }

    /// Its standard output, once it has ended with status 0.
    @discardableResult
    func finish() throws -> String {
        try waitUntil("\(name) ends") { !process.isRunning }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        try #require(process.terminationStatus == 0, "\(name): status \(process.terminationStatus)\n\(text)")
        return text
    }

    @discardableResult
    static func run(_ name: String, _ arguments: [String]) throws -> String { try Program(name, arguments).finish() }
}

struct TooLate: Error, CustomStringConvertible {
    let description: String
}

/// Looks again and again. The bound is there for a test that would hang; no test is judged by it.
func waitUntil(_ what: String, seconds: Double = 60, _ isSo: () throws -> Bool) throws {
    let end = Date(timeIntervalSinceNow: seconds)
    while !(try isSo()) {
        if Date() > end { throw TooLate(description: "\(what): not within \(seconds) s") }
        usleep(2000)
    }
}
