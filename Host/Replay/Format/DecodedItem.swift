import CRecording
import CSluice
import HostMemory

/// An item as a recording holds it. Valid until the next one is read.
struct DecodedItem {
    /// All of it but its frame.
    var item: sluice_item
    /// The frame that it carries; `nil` for other kinds.
    var picture: RecordedPicture?
}

/// A frame as a recording holds it.
struct RecordedPicture {
    /// What it looks like, without planes.
    let frame: sluice_frame
    let layout: FrameLayout
    let packed: UnsafeRawBufferPointer

    /// Writes the pixels to memory of the layout's size.
    func write(to memory: UnsafeMutableRawPointer) {
        var planes: [UnsafeMutablePointer<UInt8>?] = []
        var strides: [Int] = []
        for i in 0..<layout.planeCount {
            planes.append((memory + layout.planes[i].offset_bytes).assumingMemoryBound(to: UInt8.self))
            strides.append(layout.planes[i].row_stride_bytes)
        }
        write(to: planes, strides: strides)
    }

    /// Writes the pixels to planes that begin anywhere, with rows as far apart as is said.
    func write(to planes: [UnsafeMutablePointer<UInt8>?], strides: [Int]) {
        var source = packed.baseAddress?.assumingMemoryBound(to: UInt8.self)
        for i in 0..<layout.planeCount {
            let (row_bytes, height) = (layout.planes[i].row_bytes, layout.planes[i].height)
            guard let rows = source, let target = planes[i] else { return }
            shim_rows_unpack(rows, UInt64(row_bytes), UInt64(height), target, UInt64(strides[i]))
            source = rows + row_bytes * height
        }
    }
}
