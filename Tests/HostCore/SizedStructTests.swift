import CSluice
import Foundation
import HostCore
import Testing

/// Tables as a later minor of the contract would have them: those of today, and a field more.
private struct LaterClass {
    var known = sluice_stage_class()
    var later: (@convention(c) () -> Int32)?
}

private struct LaterFrame {
    var known = sluice_frame()
    var later: UInt64 = 0
}

/// Memory whose last byte lies before a page that nobody may touch: one byte too far ends the process.
private final class Fenced {
    private let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    private let start: UnsafeMutableRawPointer
    let data: UnsafeMutableRawPointer

    init(_ bytes: Int) throws {
        let mapped = mmap(nil, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        start = try #require(mapped != MAP_FAILED ? mapped : nil)
        mprotect(start + page, page, PROT_NONE)
        data = start + page - bytes
    }

    deinit { munmap(start, 2 * page) }
}

@Suite("Structs of other minors")
struct SizedStructTests {
    @Test("a plugin's table from before a field was added is read up to its end, and the field is nothing")
    func olderPlugin() throws {
        let size = MemoryLayout<sluice_stage_class>.size
        let fenced = try Fenced(size)
        var table = sluice_stage_class()
        table.struct_size = UInt32(size)
        table.stop = { _ in 7 }
        fenced.data.initializeMemory(as: sluice_stage_class.self, to: table)
        let read = SizedStruct.read(UnsafePointer(fenced.data.assumingMemoryBound(to: LaterClass.self)))
        #expect(read.later == nil && read.known.struct_size == UInt32(size) && read.known.stop?(nil) == 7)
    }

    @Test("a plugin's table with fields that this host does not know is read for what it knows")
    func newerPlugin() {
        var later = LaterClass()
        later.known.struct_size = UInt32(MemoryLayout<LaterClass>.size)
        later.known.start = { _ in 5 }
        later.later = { 9 }
        withUnsafePointer(to: &later) {
            let known = UnsafeRawPointer($0).assumingMemoryBound(to: sluice_stage_class.self)
            #expect(SizedStruct.read(known).start?(nil) == 5)
            #expect(SizedStruct.read($0).later?() == 9)
        }
    }

    @Test("a frame that an older plugin made room for is filled up to its end, and says how far")
    func olderRoom() throws {
        let size = MemoryLayout<sluice_frame>.size
        let fenced = try Fenced(size)
        fenced.data.storeBytes(of: UInt32(size), as: UInt32.self)
        var value = LaterFrame()
        value.known.struct_size = UInt32(MemoryLayout<LaterFrame>.size)
        value.known.width = 640
        value.later = 1
        SizedStruct.write(value, to: fenced.data.assumingMemoryBound(to: LaterFrame.self))
        let filled = fenced.data.load(as: sluice_frame.self)
        #expect(filled.width == 640 && filled.struct_size == UInt32(size))
    }

    @Test("in the room of a newer plugin nothing is touched that this host does not know")
    func newerRoom() {
        var room = LaterFrame()
        room.known.struct_size = UInt32(MemoryLayout<LaterFrame>.size)
        room.later = 0xA5A5
        var value = sluice_frame()
        value.struct_size = UInt32(MemoryLayout<sluice_frame>.size)
        value.height = 480
        withUnsafeMutablePointer(to: &room) {
            SizedStruct.write(value, to: UnsafeMutableRawPointer($0).assumingMemoryBound(to: sluice_frame.self))
        }
        #expect(room.known.height == 480 && room.later == 0xA5A5)
        #expect(room.known.struct_size == UInt32(MemoryLayout<sluice_frame>.size), "what the host filled in")
    }

    @Test("a table shorter than contract 1.0 is none")
    func tooShort() {
        var table = sluice_params(struct_size: 8, reserved: 0, set: nil)
        #expect(SizedStruct.table(&table, as: sluice_params.self, least_bytes: ContractSize.params) == nil)
        table.struct_size = UInt32(ContractSize.params)
        #expect(SizedStruct.table(&table, as: sluice_params.self, least_bytes: ContractSize.params) != nil)
        #expect(SizedStruct.table(nil, as: sluice_params.self, least_bytes: ContractSize.params) == nil)
    }

    @Test("the least sizes are those of the first layout that was written down")
    func leastSizes() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder = root.appending(path: "PluginSDK/CABI/layout")
        let first = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("1.0") }
            .min()
        let text = try String(contentsOf: folder.appending(path: try #require(first)), encoding: .utf8)
        let sizes = [
            "library": ContractSize.library, "stage_class": ContractSize.stageClass, "item": ContractSize.item,
            "frame": ContractSize.frame, "frame_spec": ContractSize.frameSpec, "batch": ContractSize.batch,
            "params": ContractSize.params, "state": ContractSize.state, "io": ContractSize.io,
            "metrics": ContractSize.metrics,
        ]
        for (name, bytes) in sizes {
            #expect(text.contains("struct sluice_\(name) sluice_\(name)_r1: \(bytes) bytes"), "\(name)")
        }
    }
}
