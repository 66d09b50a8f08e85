import Foundation

/// A camera as a process of its own, which sends raw pictures over TCP and can be killed.
struct VictimCamera {
    private static let program = """
        import socket, sys, time
        server = socket.socket()
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", int(sys.argv[1])))
        server.listen(4)
        print(server.getsockname()[1], flush=True)
        while True:
            client, _ = server.accept()
            try:
                while True:
                    client.sendall(bytes(64 * 48 * 3 // 2))
                    time.sleep(0.02)
            except OSError:
                client.close()
        """

    private var process: Process
    private let port: Int

    static var isPossible: Bool {
        FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")
            && ["tcp", "rawparse"].allSatisfy { name in
                ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"].contains {
                    FileManager.default.fileExists(atPath: "\($0)/gstreamer-1.0/libgst\(name).so")
                }
            }
    }

    init() throws {
        (process, port) = try Self.start(port: 0)
    }

    /// What a graph says to get its pictures.
    var pipeline: String {
        "tcpclientsrc host=127.0.0.1 port=\(port) ! rawvideoparse width=64 height=48 format=i420 framerate=50/1"
    }

    private static func start(port: Int) throws -> (Process, Int) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = ["-c", program, String(port)]
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        let told = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        return (process, Int(told.trimmingCharacters(in: .whitespacesAndNewlines)) ?? port)
    }

    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    mutating func dieAndComeBack() throws {
        kill()
        process = try Self.start(port: port).0
    }
}
