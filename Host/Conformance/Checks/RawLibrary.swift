import CSluice
import Glibc
import HostCore
import HostLoading

/// A library opened without believing any of its tables.
struct RawLibrary {
    typealias Entry =
        @convention(c) (UInt32, UInt32, UnsafePointer<sluice_text_sink>?) -> UnsafePointer<sluice_library>?

    let entry: Entry

    init(_ trial: Trial) throws(CheckEnd) {
        let identity = try trial.identity()
        guard identity.elf.exports.contains(where: { $0.name == SLUICE_PLUGIN_ENTRY_SYMBOL && $0.isFunction }) else {
            throw .breach("\(SLUICE_PLUGIN_ENTRY_SYMBOL) is not a function")
        }
        trial.answer.at("opening")
        guard let handle = dlopen(identity.path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE),
            let symbol = dlsym(handle, SLUICE_PLUGIN_ENTRY_SYMBOL)
        else { throw .setup("the library cannot be opened (disc.03)") }
        entry = unsafeBitCast(symbol, to: Entry.self)
        trial.answer.at("entering")
    }

    /// The table for this host.
    func table() throws(CheckEnd) -> UnsafePointer<sluice_library> {
        guard let table = entry(SLUICE_ABI_MAJOR, SLUICE_ABI_MINOR, nil) else { throw .setup("it refuses this host") }
        return table
    }

    /// Size that a table says it has.
    static func size(_ table: UnsafeRawPointer) -> Int { SizedStruct.bytes(table) }

    /// The class tables of the library's list, as far as its size can be believed.
    static func classes(_ table: UnsafePointer<sluice_library>) throws(CheckEnd) -> [UnsafePointer<sluice_stage_class>]
    {
        guard size(table) >= ContractSize.library else {
            throw .setup("the library table is too short (abi.03)")
        }
        guard let stages = table.pointee.stages, (1...1024).contains(table.pointee.stage_count) else {
            throw .breach("the library table lists no stage")
        }
        var classes: [UnsafePointer<sluice_stage_class>] = []
        for index in 0..<Int(table.pointee.stage_count) {
            guard let entry = stages[index] else { throw .breach("entry \(index) of the stage list is NULL") }
            classes.append(entry)
        }
        return classes
    }
}
