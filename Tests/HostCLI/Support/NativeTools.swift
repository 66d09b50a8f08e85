import Foundation

/// Compilers of this machine, and the SDK staged into a folder of the test's own for them.
struct NativeTools {
    /// What a program said and how it ended.
    struct Outcome {
        let status: Int32
        let text: String
    }

    private static let needed = ["make", "cc", "g++", "pkg-config"]

    /// Whether a plugin in C or C++ can be built here.
    static let areThere = needed.allSatisfy { name in
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
            .contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }

    /// The SDK, staged once for all tests of the process.
    private static let staged = Result {
        let home = Sluice.root.appending(path: ".build/test-sdk")
        let program = Sluice.root.appending(path: "scripts/stage-sdk").path
        let done = try run(program, [home.path], in: Folder(), environment: [:])
        if done.status != 0 { throw CocoaError(.fileNoSuchFile, userInfo: ["why": done.text]) }
        return home
    }

    /// The staged SDK.
    let sdk: URL
    private let folder: Folder

    init(_ folder: Folder) throws {
        self.folder = folder
        sdk = try Self.staged.get()
    }

    /// Runs a program by name, with the staged SDK and the program that was built beside these tests.
    func run(_ program: String, _ arguments: [String]) throws -> Outcome {
        let pkgConfig = sdk.appending(path: "lib/pkgconfig").path
        return try Self.run(
            "/usr/bin/env", [program] + arguments, in: folder,
            environment: ["PKG_CONFIG_PATH": pkgConfig, "SLUICE": Sluice.program.path])
    }

    private static func run(
        _ path: String, _ arguments: [String], in folder: Folder, environment: [String: String]
    ) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = folder.url
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        let said = folder.file("said-\(UUID())")
        try Data().write(to: said)
        let handle = try FileHandle(forWritingTo: said)
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, text: try String(contentsOf: said, encoding: .utf8))
    }
}
