import CFaceHOG
import FaceHOGModel
import SluiceTestKit
import TestMaterial
import Testing

@Suite("The detector behind C")
struct VariantTests {
    private static func open(_ bytes: [UInt8], _ flags: Int32) -> (detector: OpaquePointer?, why: String) {
        var detector: OpaquePointer?
        var why = [CChar](repeating: 0, count: 200)
        _ = face_hog_open(bytes, bytes.count, flags, &detector, &why, why.count)
        return (detector, String(decoding: why.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    private static func faces(_ frame: TestFrame, _ flags: Int32) -> [face_hog_face] {
        let detector = open(FaceHOGModel.bytes(), flags).detector
        defer { face_hog_close(detector) }
        var options = face_hog_options()
        var faces = [face_hog_face](repeating: face_hog_face(), count: 100)
        let count = face_hog_detect(
            detector, frame.planes[0], Int32(frame.width), Int32(frame.height), frame.width, &options, &faces, 100)
        return Array(faces.prefix(max(0, Int(count))))
    }

    @Test(
        "finds the same faces with the base instruction set",
        .enabled(if: TestMaterial.hasPhotographs, FaceDetectorTests.needsPhotographs), arguments: Photographs.paths)
    func variants(path: String) throws {
        let luma = try TestMaterial.luma(path)
        let (best, plain) = (Self.faces(luma, FACE_HOG_TRUSTED), Self.faces(luma, FACE_HOG_PLAIN))
        #expect(best.count == plain.count)
        for (a, b) in zip(best, plain) {
            #expect((a.left, a.top, a.width, a.height, a.view) == (b.left, b.top, b.width, b.height, b.view))
            #expect(abs(a.score - b.score) < 1e-3)
        }
    }

    @Test("damaged models are refused with a reason, or are models all the same")
    func damaged() {
        let sound = FaceHOGModel.bytes()
        var random = SeededRandom(seed: 20)
        var refused = 0
        for round in 0..<60 {
            var bytes = sound
            // The numbers that everything is sized by lie at the beginning.
            for _ in 0...round % 3 {
                bytes[Int.random(in: 0..<(round % 2 == 0 ? 60 : bytes.count), using: &random)] ^=
                    UInt8(1 << Int.random(in: 0..<8, using: &random))
            }
            if round % 5 == 4 { bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random)) }
            let (detector, why) = Self.open(bytes, 0)
            #expect((detector == nil) == !why.isEmpty, "round \(round): \(why)")
            if detector == nil { refused += 1 }
            face_hog_close(detector)
        }
        #expect(refused > 20)
        #expect(Self.open([], 0).detector == nil)
    }

    @Test("arguments out of range are refused")
    func arguments() {
        let (detector, _) = Self.open(FaceHOGModel.bytes(), 0)
        defer { face_hog_close(detector) }
        let pixels = [UInt8](repeating: 9, count: 100)
        var faces = [face_hog_face()]
        var options = face_hog_options()
        #expect(face_hog_detect(nil, pixels, 10, 10, 10, &options, &faces, 1) == FACE_HOG_E_ARGUMENT)
        #expect(face_hog_detect(detector, pixels, 10, 10, 9, &options, &faces, 1) == FACE_HOG_E_ARGUMENT)
        #expect(face_hog_detect(detector, pixels, 0, 10, 10, &options, &faces, 1) == FACE_HOG_E_ARGUMENT)
        options.doublings = 4
        #expect(face_hog_detect(detector, pixels, 10, 10, 10, &options, &faces, 1) == FACE_HOG_E_ARGUMENT)
        face_hog_close(nil)
    }
}
