import CSluice
import Glibc
import HostCore

/// Checks the tables that a library's entry function returns, before anything in them is used.
enum TableCheck {
    private static let maxStages: UInt32 = 1024
    private static let maxID_bytes = 127

    /// Checks a library's table and returns its stage classes by id.
    /// - Throws: The first thing that breaks the contract.
    static func classes(
        _ table: UnsafePointer<sluice_library>
    ) throws(LoadFailure) -> [(id: String, stageClass: UnsafePointer<sluice_stage_class>)] {
        // Only struct_size may be read before it says how much there is.
        let size = SizedStruct.bytes(table)
        guard size >= ContractSize.library else {
            throw bad("its library table has struct_size \(size), \(ContractSize.library) is the least")
        }
        try checkVersion(table)
        guard table.pointee.describe != nil else { throw bad("describe is NULL in its library table") }
        let count = table.pointee.stage_count
        guard count > 0, let stages = table.pointee.stages else { throw bad("its library table lists no stage") }
        guard count <= maxStages else { throw bad("its library table lists \(count) stages, \(maxStages) is the most") }
        var classes: [(id: String, stageClass: UnsafePointer<sluice_stage_class>)] = []
        for index in 0..<Int(count) {
            guard let stageClass = stages[index] else { throw bad("entry \(index) of its stage list is NULL") }
            let id = try check(stageClass, index)
            guard !classes.contains(where: { $0.id == id }) else { throw bad("it lists the stage \(id) twice") }
            classes.append((id, stageClass))
        }
        return classes
    }

    private static func checkVersion(_ table: UnsafePointer<sluice_library>) throws(LoadFailure) {
        let contract = Contract(
            major: SLUICE_ABI_MAJOR, minor: table.pointee.required_minor, draft: table.pointee.abi_draft)
        if let failure = contract.refusal { throw failure }
    }

    private static func check(
        _ stageClass: UnsafePointer<sluice_stage_class>, _ index: Int
    ) throws(LoadFailure) -> String {
        let size = SizedStruct.bytes(stageClass)
        guard size >= ContractSize.stageClass else {
            throw bad(
                "the table of its stage \(index) has struct_size \(size), \(ContractSize.stageClass) is the least")
        }
        guard let text = stageClass.pointee.id else { throw bad("the table of its stage \(index) has no id") }
        let bytes = UnsafeRawBufferPointer(start: text, count: strnlen(text, maxID_bytes + 1))
        guard (1...maxID_bytes).contains(bytes.count), let id = String(validating: bytes, as: UTF8.self) else {
            throw bad("the id of its stage \(index) is not 1 to \(maxID_bytes) bytes of UTF-8")
        }
        for (name, isSet) in requiredSlots(stageClass.pointee) where !isSet {
            throw bad("\(name) is NULL in the table of its stage \(id)")
        }
        guard stageClass.pointee.process != nil || stageClass.pointee.produce != nil else {
            throw bad("process and produce are both NULL in the table of its stage \(id)")
        }
        return id
    }

    private static func requiredSlots(_ table: sluice_stage_class) -> [(String, Bool)] {
        [
            ("create", table.create != nil), ("destroy", table.destroy != nil),
            ("configure", table.configure != nil), ("start", table.start != nil), ("stop", table.stop != nil),
            ("get_extension", table.get_extension != nil),
        ]
    }

    private static func bad(_ what: String) -> LoadFailure {
        LoadFailure(.badTable, "breaks the contract: \(what); rebuild it with a current SDK, or tell its author")
    }
}
