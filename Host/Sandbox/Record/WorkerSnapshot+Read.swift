import CHostShim
import Glibc

extension WorkerSnapshot {
    /// Reads a copy of a record; every number in it is checked against its bound.
    init(_ raw: UnsafePointer<shim_record>) {
        for slot in 0..<UInt32(SHIM_RECORD_ITEMS) {
            items[Int(slot)] = ItemMark(shim_record_item_at(raw, slot).pointee)
        }
        images = Self.images(raw)
        refusalCount = raw.pointee.refusal_total
        refusals = Self.refusals(raw)
        crash = Self.crash(raw, items)
    }

    /// What was mapped.
    static func images(_ raw: UnsafePointer<shim_record>) -> [MappedImage] {
        guard raw.pointee.image_state == UInt32(SHIM_RECORD_READY) else { return [] }
        let count = min(raw.pointee.image_count, UInt32(SHIM_RECORD_IMAGES))
        return (0..<count).compactMap { index -> MappedImage? in
            let image = shim_record_image_at(raw, index).pointee
            let limit = UInt64(SHIM_RECORD_PATH_BYTES)
            guard image.start < image.end, UInt64(image.path) + UInt64(image.path_bytes) <= limit else { return nil }
            let path = UnsafeRawBufferPointer(
                start: shim_record_paths(raw) + Int(image.path), count: Int(image.path_bytes))
            return MappedImage(path: RecordText.text(path), bias: image.bias, range: image.start..<image.end)
        }
    }

    private static func refusals(_ raw: UnsafePointer<shim_record>) -> [RefusedCall] {
        let count = min(raw.pointee.refusal_slots, UInt32(SHIM_RECORD_REFUSALS))
        return (0..<count).compactMap { index -> RefusedCall? in
            let refusal = shim_record_refusal_at(raw, index).pointee
            return refusal.state == UInt32(SHIM_RECORD_READY) ? RefusedCall(refusal) : nil
        }
    }

    private static func crash(_ raw: UnsafePointer<shim_record>, _ items: [Int: ItemMark]) -> CrashTrace? {
        let crash = raw.pointee.crash
        guard crash.state == UInt32(SHIM_RECORD_READY) else { return nil }
        let count = Int(min(crash.frame_count, UInt32(SHIM_RECORD_FRAMES)))
        let frames = withUnsafeBytes(of: crash.frames) { Array($0.bindMemory(to: UInt64.self).prefix(count)) }
        return CrashTrace(
            signal: crash.signal, code: crash.code, address: crash.has_address == 0 ? nil : crash.address,
            thread: withUnsafeBytes(of: crash.thread) { RecordText.text($0) }, item: items[Int(crash.item)],
            frames: frames)
    }
}

/// Texts of a record: bytes up to a zero, written by who knows whom.
enum RecordText {
    /// The text, with what cannot be printed replaced by a question mark.
    static func text(_ bytes: UnsafeRawBufferPointer) -> String {
        let text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? "?" : $0 }))
    }
}
