import Foundation

/// A camera on this machine: gst-rtsp-server, run by Python in a process of its own.
final class RTSPServer {
    let port: Int
    private let process = Process()

    private static let script = """
        import sys, gi
        gi.require_version('Gst', '1.0')
        gi.require_version('GstRtspServer', '1.0')
        from gi.repository import Gst, GstRtspServer, GLib
        Gst.init(None)
        server = GstRtspServer.RTSPServer()
        server.set_address('127.0.0.1')
        server.set_service(sys.argv[1])
        factory = GstRtspServer.RTSPMediaFactory()
        factory.set_launch('( videotestsrc is-live=true ! video/x-raw,format=I420,width=320,height=240,framerate=25/1 '
            '! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=5 ! rtph264pay config-interval=1 name=pay0 '
            'audiotestsrc is-live=true ! alawenc ! rtppcmapay name=pay1 )')
        factory.set_shared(True)
        server.get_mount_points().add_factory('/cam', factory)
        server.attach(None)
        print(server.get_bound_port(), flush=True)
        GLib.MainLoop().run()
        """

    static let python = "/usr/bin/python3"

    /// Whether the server's parts are installed.
    static let isAvailable: Bool =
        (try? TestMaterial.run(
            python,
            ["-c", "import gi; gi.require_version('GstRtspServer','1.0'); from gi.repository import GstRtspServer"]))
        == true

    /// Starts it; `nil` when it does not say its port.
    init?(port wanted: Int = 0) throws {
        let pipe = Pipe()
        process.executableURL = URL(filePath: Self.python)
        process.arguments = ["-c", Self.script, String(wanted)]
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        var line = Data()
        while line.last != UInt8(ascii: "\n"), let byte = try pipe.fileHandleForReading.read(upToCount: 1),
            !byte.isEmpty
        {
            line.append(byte)
        }
        guard let port = Int(String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)),
            port > 0
        else {
            process.terminate()
            return nil
        }
        self.port = port
    }

    var address: String { "rtsp://127.0.0.1:\(port)/cam" }

    /// Pulls the plug.
    func kill() {
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
