import CHostShim
import CSluice
import Glibc
import HostCore
import HostMemory
import HostSandbox

@testable import HostIsolation

extension FuzzTarget {
    /// What a worker says to its host: replies and questions in the mailbox, the record that it leaves behind, and what
    /// is said by socket. The first byte says which.
    static let worker = FuzzTarget(
        name: "worker", seeds: { WorkerInput.seeds },
        words: [
            "\"id\"", "\"library\"", "\"stage\"", "\"models\"", "\"path\"", "{}", "\0\0\0\0\0\0\0\0", "\u{10}\0\0\0",
        ]
    ) { bytes in
        guard let first = bytes.first else { return nil }
        switch first % 4 {
        case 0, 1: return WorkerInput.reply(bytes)
        case 2: return WorkerInput.record(Array(bytes.dropFirst()))
        default: return WorkerInput.text(Array(bytes.dropFirst()))
        }
    }
}

/// What a worker says, as bytes: what it is; for replies a head of ``head_bytes``, then the area that it wrote.
enum WorkerInput {
    static let head_bytes = 64

    /// A reply, in the shape that its worker would leave it, is worked off as the host does.
    static func reply(_ bytes: [UInt8]) -> String? {
        guard bytes.count >= head_bytes else { return nil }
        let area = bytes[head_bytes...]
        var reply = shim_reply()
        bytes.withUnsafeBytes { head in
            reply.base = head.load(fromByteOffset: 8, as: UInt64.self)
            reply.question = head.load(fromByteOffset: 16, as: UInt32.self)
            reply.status = head.load(fromByteOffset: 20, as: Int32.self)
            reply.a = head.load(fromByteOffset: 24, as: UInt64.self)
            reply.b = head.load(fromByteOffset: 32, as: UInt64.self)
            reply.at = head.load(fromByteOffset: 40, as: UInt64.self) &+ UInt64(Mailbox.replyAt)
            reply.bytes = head.load(fromByteOffset: 48, as: UInt64.self) &+ UInt64(area.count)
        }
        return WorkerUnderTest.shared.take(reply, Array(area), isQuestion: bytes[0] % 4 == 1)
    }

    /// A record as somebody has left it.
    static func record(_ bytes: [UInt8]) -> String? {
        guard let record = try? WorkerRecord() else { return "no memory file" }
        let count = min(bytes.count, MemoryLayout<shim_record>.size)
        _ = bytes.withUnsafeBytes { pwrite(record.descriptor, $0.baseAddress, count, 0) }
        let snapshot = record.snapshot()
        var watch = RefusalWatch()
        _ = watch.look(record)
        return snapshot.images.allSatisfy { $0.path.utf8.count <= 3 * Int(SHIM_RECORD_PATH_BYTES) }
            ? nil : "a path without bound"
    }

    /// What the host says of an instance; and a policy, which is read as a whole or not at all.
    static func text(_ bytes: [UInt8]) -> String? {
        guard let json = WorkerProcess.json(bytes) else { return nil }
        if let facts = InstanceFacts(json), InstanceFacts(facts.json)?.library != facts.library {
            return "facts that read otherwise the second time"
        }
        if let policy = try? SandboxPolicy(json: json), (try? SandboxPolicy(json: policy.json)) != policy {
            return "a policy that reads otherwise the second time"
        }
        return nil
    }

    static var seeds: [[UInt8]] {
        [WorkerSeeds.record, WorkerSeeds.frames, WorkerSeeds.packet, WorkerSeeds.words, WorkerSeeds.keep]
            + [WorkerSeeds.crash]
            + [#"{"id": 1, "library": "/a.so", "stage": "x.y", "kinds": [1], "models": {"m": {"path": "/m"}}}"#]
            .map { [3] + Array($0.utf8) } + [[3] + Array(SandboxPolicy().json.text.utf8)]
    }
}
