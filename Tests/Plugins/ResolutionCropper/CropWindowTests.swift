import PluginSDK
import SluiceTestKit
import Testing

@testable import ResolutionCropperStage

@Suite("Crop windows")
struct CropWindowTests {
    @Test("hold the face, lie in the frame and have the promised size, for random faces", arguments: 0..<400)
    func invariants(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let frame = CropSize(
            width: Int.random(in: 1...700, using: &random), height: Int.random(in: 1...500, using: &random))
        let target = CropSize(
            width: Int.random(in: 1...120, using: &random), height: Int.random(in: 1...120, using: &random))
        let face = Box(
            x: Float.random(in: -60...700, using: &random), y: Float.random(in: -60...500, using: &random),
            width: Float.random(in: 1...300, using: &random), height: Float.random(in: 1...300, using: &random))
        let seen = face.intersection(Box(x: 0, y: 0, width: Float(frame.width), height: Float(frame.height)))
        let step = Int.random(in: 1...2, using: &random)
        for mode in ResolutionCropperSettings.Mode.allCases {
            let window = CropWindow.around(face, target: target, mode: mode, margin: 0.2, frame: frame, step: step)
            guard seen.width >= 1, seen.height >= 1 else {
                #expect(window == nil)
                continue
            }
            let found = try #require(window)
            let part = found.part
            let slack: Float = 1e-3
            #expect(part.x >= 0 && part.y >= 0, "seed \(seed): \(part)")
            #expect(part.right <= Float(frame.width) + slack && part.bottom <= Float(frame.height) + slack)
            #expect(part.x <= seen.x + slack && part.y <= seen.y + slack, "seed \(seed): \(part) holds \(seen)")
            #expect(part.right >= seen.right - slack && part.bottom >= seen.bottom - slack)
            #expect(part.width > 0 && part.height > 0)
            switch mode {
            case .fit: #expect(found.size == target)
            case .window:
                #expect(Float(found.size.width) == part.width && Float(found.size.height) == part.height)
                #expect(Int(part.x) % step == 0 && Int(part.y) % step == 0 && part.x == part.x.rounded())
            }
        }
    }

    @Test("a face smaller than the target keeps its pixels and stands in the middle")
    func small() {
        let window = CropWindow.around(
            Box(x: 100, y: 80, width: 30, height: 30), target: CropSize(width: 60, height: 60), mode: .fit, margin: 0.2,
            frame: CropSize(width: 640, height: 480), step: 2)
        #expect(window?.part == Box(x: 84, y: 64, width: 60, height: 60))
        #expect(window?.size == CropSize(width: 60, height: 60))
    }

    @Test("a larger face is scaled with its margin, in the target's shape")
    func large() {
        let window = CropWindow.around(
            Box(x: 200, y: 150, width: 100, height: 100), target: CropSize(width: 60, height: 30), mode: .fit,
            margin: 0.1, frame: CropSize(width: 640, height: 480), step: 2)
        #expect(window?.part == Box(x: 130, y: 140, width: 240, height: 120))
        #expect(window?.size == CropSize(width: 60, height: 30))
    }

    @Test("a face at the edge moves the window inwards")
    func edge() {
        let window = CropWindow.around(
            Box(x: -10, y: 440, width: 40, height: 60), target: CropSize(width: 60, height: 60), mode: .window,
            margin: 0,
            frame: CropSize(width: 640, height: 480), step: 2)
        #expect(window?.part == Box(x: 0, y: 420, width: 60, height: 60))
    }

    @Test("a frame smaller than the target: scaled up where the size is promised, cut where the pixels are")
    func smallFrame() {
        let face = Box(x: 2, y: 2, width: 10, height: 10)
        let frame = CropSize(width: 21, height: 17)
        let target = CropSize(width: 60, height: 60)
        let fit = CropWindow.around(face, target: target, mode: .fit, margin: 0.2, frame: frame, step: 2)
        #expect(fit == CropWindow(part: Box(x: 0, y: 0, width: 17, height: 17), size: target))
        let window = CropWindow.around(face, target: target, mode: .window, margin: 0.2, frame: frame, step: 2)
        #expect(window?.part == Box(x: 0, y: 0, width: 21, height: 17))
    }
}
