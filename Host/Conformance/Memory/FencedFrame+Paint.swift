import CHostShim
import Glibc

extension FencedFrame {
    /// Paints a picture. All formats show the same shapes, if not the same colours.
    func paint(_ content: PictureContent) {
        switch content {
        case .noise(let seed):
            eachRow { plane, y, row, bytes in
                shim_fill(row, UInt64(bytes), seed &+ UInt64(plane * 100_003 + y) &* 0x9E37_79B9)
            }
        case .solid(let value):
            eachRow { plane, _, row, bytes in memset(row, Int32(plane == 0 ? value : 128), bytes) }
        case .gradient:
            eachRow { _, y, row, bytes in
                for x in 0..<bytes { row[x] = UInt8(truncatingIfNeeded: x + y) }
            }
        case .checker:
            eachRow { _, y, row, bytes in
                for x in 0..<bytes { row[x] = (x ^ y) & 1 == 0 ? 0 : 255 }
            }
        case .scene(let step): paintScene(step)
        }
    }

    private func paintScene(_ step: UInt64) {
        eachRow { plane, y, row, bytes in
            guard plane == 0 else {
                memset(row, 128, bytes)
                return
            }
            memset(row, 40, bytes)
            let side = max(1, bytes / 4)
            let left = Int(step % UInt64(max(1, bytes - side)))
            if y >= side / 2, y < side / 2 + side { memset(row + left, 200, side) }
            if y < bytes { row[y] = UInt8(truncatingIfNeeded: step) }
        }
    }

    /// Fills all with one byte, so that what is never written shows.
    func fill(_ byte: UInt8) {
        for plane in planes { memset(plane.data, Int32(byte), plane.bytes + 64) }
    }
}
