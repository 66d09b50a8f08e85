import CHostShim
import Glibc

/// Memory between two fences: a touch beyond its end, before its start, or of itself when it is closed ends the process
/// with a line that says what was touched.
final class FencedBlock {
    /// At which fence the memory lies; the other side has up to a page of slack.
    enum Side: Sendable { case end, start }

    /// What may be done with the memory itself.
    enum Access: Sendable { case closed, read, write }

    /// What it is, for the line.
    struct Label: Sendable {
        var what: StaticString
        var outside = Guard.overread
        var inside = Guard.inputReadOnly
        var how: StaticString = "which is read-only"
    }

    let data: UnsafeMutableRawPointer
    let bytes: Int
    private let mapping: UnsafeMutableRawPointer
    private let mapped_bytes: Int
    private let slot: Int32
    private var zone: shim_zone

    private static let page_bytes = Int(sysconf(Int32(_SC_PAGESIZE)))

    /// - Parameters:
    ///   - bytes: What may be touched.
    ///   - side: Which fence it touches.
    ///   - slack_bytes: Bytes behind the memory that may be read all the same.
    init?(_ bytes: Int, at side: Side = .end, slack_bytes: Int = 0, alignment: Int = 16, _ label: Label) {
        let page = Self.page_bytes
        let inner_bytes = (bytes + slack_bytes + alignment + page - 1) / page * page
        mapped_bytes = inner_bytes + 2 * page
        guard let start = mmap(nil, mapped_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0),
            start != MAP_FAILED
        else { return nil }
        mapping = start
        let inner = start + page
        mprotect(inner, inner_bytes, PROT_READ | PROT_WRITE)
        let offset = side == .start ? 0 : (inner_bytes - bytes - slack_bytes) / alignment * alignment
        data = inner + offset
        self.bytes = bytes
        zone = shim_zone()
        zone.start = UInt(bitPattern: start)
        zone.end = UInt(bitPattern: start + mapped_bytes)
        zone.first = UInt(bitPattern: data)
        zone.last = UInt(bitPattern: data + bytes)
        Self.write(label, to: &zone)
        slot = shim_zone_add(&zone)
    }

    deinit {
        shim_zone_remove(slot)
        munmap(mapping, mapped_bytes)
    }

    /// Allows or forbids touches of the memory itself.
    func allow(_ access: Access) {
        let protection =
            switch access {
            case .closed: PROT_NONE
            case .read: PROT_READ
            case .write: PROT_READ | PROT_WRITE
            }
        mprotect(mapping + Self.page_bytes, mapped_bytes - 2 * Self.page_bytes, protection)
    }

    /// Closes the memory; a later touch breaks the given check.
    func close(_ check: Guard, _ how: StaticString) {
        Self.write(check, how, to: &zone)
        shim_zone_change(slot, &zone)
        allow(.closed)
    }

    private static func write(_ label: Label, to zone: inout shim_zone) {
        zone.what = text(label.what)
        zone.outside = text(label.outside.id)
        write(label.inside, label.how, to: &zone)
    }

    private static func write(_ check: Guard, _ how: StaticString, to zone: inout shim_zone) {
        zone.inside = text(check.id)
        zone.how = text(how)
    }

    private static func text(_ text: StaticString) -> UnsafePointer<CChar> {
        UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
    }
}
