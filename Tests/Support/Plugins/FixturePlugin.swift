import Foundation

/// Builds plugins in C: those under `Tests/Fixtures/Plugins` with the faults that a test asks for, and a whole one.
public struct FixturePlugin {
    /// The C compiler of this machine; `nil` for none.
    public static let compiler = ["/usr/bin/cc", "/usr/bin/gcc", "/usr/bin/clang"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }
    /// Why a test that builds plugins is left out.
    public static let noCompiler = "there is no C compiler (cc); install build-essential"

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Compiles the example of `examples/plugin-c`, which is well made.
    @discardableResult
    public static func buildExample(_ path: String) throws -> String {
        try build(path, of: "examples/plugin-c/levels.c", flags: ["-Wl,-z,defs"])
    }

    /// Compiles a source to a shared object.
    /// - Parameters:
    ///   - path: Where it goes.
    ///   - source: The source, from the root of the project.
    ///   - defines: Macros, such as `FAULT_CRASH`.
    ///   - flags: Further arguments for the compiler.
    @discardableResult
    public static func build(
        _ path: String, of source: String = "Tests/Fixtures/Plugins/faulty.c", defines: [String] = [],
        flags: [String] = []
    ) throws -> String {
        let file = root.appendingPathComponent(source).path
        let headers = root.appendingPathComponent("PluginSDK/CABI/include").path
        let macros = defines.map { "-D\($0)" }
        let kind = flags.contains("-c") || flags.contains("-pie") ? [] : ["-shared"]
        try compile(
            [
                "-std=gnu11", "-fPIC", "-fvisibility=hidden", "-Wall", "-Wextra", "-Werror", "-Wno-unused-function",
                "-Wl,--build-id=sha1",
            ] + kind
                + macros + ["-I", headers, "-o", path, file] + flags)
        return path
    }

    /// A library that exports one function, to be needed and then missed.
    public static func buildNeeded(_ path: String) throws {
        let source = path + ".c"
        try "int function_of_the_missing_library(void) { return 1; }\n".write(
            toFile: source, atomically: true, encoding: .utf8)
        let name = URL(fileURLWithPath: path).lastPathComponent
        try compile(["-shared", "-fPIC", "-Wl,-soname,\(name)", "-o", path, source])
        try FileManager.default.removeItem(atPath: source)
    }

    private static func compile(_ arguments: [String]) throws {
        guard let compiler else { throw Failure(text: noCompiler) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: compiler)
        process.arguments = arguments
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        if process.terminationStatus != 0 { throw Failure(text: "\(arguments.joined(separator: " ")):\n\(text)") }
    }

    /// What the compiler said.
    struct Failure: Error {
        let text: String
    }
}
