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
        var source = packed.baseAddress?.assumingMemoryBound(to: UInt8.self)
        for i in 0..<layout.planeCount {
            let plane = layout.planes[i]
            guard let rows = source else { return }
            shim_rows_unpack(
                rows, UInt64(plane.row_bytes), UInt64(plane.height),
                (memory + plane.offset_bytes).assumingMemoryBound(to: UInt8.self), UInt64(plane.row_stride_bytes))
            source = rows + plane.row_bytes * plane.height
        }
    }
}
