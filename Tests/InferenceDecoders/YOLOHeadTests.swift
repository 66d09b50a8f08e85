import Glibc
import InferenceDecoders
import PluginSDK
import Testing

@Suite("Decoder yolo")
struct YOLOHeadTests {
    static let options = BoxDecoderOptions(width: 64, height: 32, threshold: 0.5)

    @Test("grid: shifts by tanh, sizes by the logistic function, scores by powers")
    func grid() throws {
        let made = MadeOutputs([("out", [1, 8, 2, 4])])
        let cell = 1 * 4 + 3
        for (number, value) in [Float(0.9), 0.5, -0.5, 0, logf(3), 0.1, 0.2, 0.8].enumerated() {
            made[0, number * 8 + cell] = value
        }
        let found = try made.decode(YOLOHead(made.infos, Self.options))
        try #require(found.count == 1)
        let centre = (x: (3 + tanhf(0.5)) * 16, y: (1 + tanhf(-0.5)) * 16)
        #expect(found[0].detection.box.isNear(Box(x: centre.x - 16, y: centre.y - 12, width: 32, height: 24)))
        #expect(found[0].detection.category == 2)
        #expect(abs(found[0].detection.score - powf(0.9, 0.6) * powf(0.8, 0.4)) < 1e-6)
    }

    @Test("rows and columns: centre and size in pixels")
    func pixels() throws {
        let box: [Float] = [30, 20, 10, 8]
        for layout in [YOLOHead.Layout.rows, .columns] {
            let numbers = layout == .rows ? box + [0.9, 0.1, 0.6] : box + [0.1, 0.54]
            let made = MadeOutputs([("out", layout == .rows ? [1, 50, 7] : [1, 6, 50])])
            for (number, value) in numbers.enumerated() {
                made[0, layout == .rows ? 7 * 31 + number : 50 * number + 31] = value
            }
            let decoder = try YOLOHead(made.infos, Self.options)
            #expect(decoder.layout == layout && decoder.classes == 2)
            let found = try made.decode(decoder)
            try #require(found.count == 1)
            #expect(found[0].detection.box == Box(x: 25, y: 16, width: 10, height: 8))
            #expect(found[0].detection.category == 1 && abs(found[0].detection.score - 0.54) < 1e-6)
        }
    }

    @Test("a score or a box that is no number is refused", arguments: [0, 1, 4, 5])
    func notFinite(number: Int) throws {
        let made = MadeOutputs([("out", [1, 6, 2, 2])])
        for place in 0..<6 { made[0, 4 * place] = place == 0 || place == 5 ? 1 : 0 }
        made[0, 4 * number] = .nan
        #expect {
            try made.decode(YOLOHead(made.infos, Self.options))
        } throws: { ($0 as? StageError)?.code == .failed }
    }

    @Test(
        "outputs that hold no boxes are refused", arguments: [[1, 5, 2, 2], [2, 85, 22, 22], [1, 85], [1, 50, 5]])
    func wrong(shape: [Int]) {
        let infos = [TensorInfo(name: "out", element: .f32, shape: TensorShape(shape))]
        #expect {
            try YOLOHead(infos, Self.options)
        } throws: { ($0 as? StageError)?.code == .configuration && "\($0)".contains("yolo") }
    }
}
