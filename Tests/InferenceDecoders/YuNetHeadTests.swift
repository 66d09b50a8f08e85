import Glibc
import InferenceDecoders
import PluginSDK
import Testing

@Suite("Decoder yunet")
struct YuNetHeadTests {
    static let options = BoxDecoderOptions(width: 96, height: 64, threshold: 0.6)

    /// In the order of the published models: scores, objectness, boxes, points, each for 8, 16 and 32.
    static func outputs() -> MadeOutputs {
        MadeOutputs(
            [("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 10)].flatMap { name, last in
                [(8, 96), (16, 24), (32, 6)].map { ("\(name)_\($0.0)", TensorShape([1, $0.1, last])) }
            })
    }

    @Test("reads a cell of each grid", arguments: 0..<3)
    func cell(grid: Int) throws {
        let step = [8, 16, 32][grid]
        let columns = 96 / step
        let (column, row) = (2, 1)
        let cell = row * columns + column
        let made = Self.outputs()
        made[grid, cell] = 0.8
        made[3 + grid, cell] = 1.7
        for (number, value) in [Float(0.5), 0.25, logf(2), logf(3)].enumerated() {
            made[6 + grid, 4 * cell + number] = value
        }
        for number in 0..<10 { made[9 + grid, 10 * cell + number] = Float(number) / 10 }
        let found = try made.decode(YuNetHead(made.infos, Self.options))
        try #require(found.count == 1)
        let size = Float(step)
        let expected = Box(x: 2.5 * size - size, y: 1.25 * size - 1.5 * size, width: 2 * size, height: 3 * size)
        #expect(found[0].detection.box.isNear(expected))
        // Objectness beyond 1 counts as 1.
        #expect(abs(found[0].detection.score - sqrtf(0.8)) < 1e-6)
        for (number, point) in found[0].points.enumerated() {
            #expect(abs(point.x - (2 + Float(2 * number) / 10) * size) < 1e-3)
            #expect(abs(point.y - (1 + Float(2 * number + 1) / 10) * size) < 1e-3)
        }
    }

    @Test("cells below the threshold are left out, one at it is not")
    func threshold() throws {
        let made = Self.outputs()
        (made[0, 3], made[3, 3]) = (0.5, 0.71)
        #expect(try made.decode(YuNetHead(made.infos, Self.options)).isEmpty)
        (made[0, 3], made[3, 3]) = (1, 0.3601)
        #expect(try made.decode(YuNetHead(made.infos, Self.options)).count == 1)
    }

    @Test("a number that is none is refused, wherever it is", arguments: 0..<4)
    func notFinite(kind: Int) throws {
        let made = Self.outputs()
        (made[0, 5], made[3, 5]) = (1, 1)
        made[3 * kind, 5 * [1, 1, 4, 10][kind]] = .nan
        #expect {
            try made.decode(YuNetHead(made.infos, Self.options))
        } throws: { ($0 as? StageError)?.code == .failed }
    }

    @Test("sizes that 32 does not divide and models with other outputs are refused")
    func wrong() throws {
        let made = Self.outputs()
        for (width, height) in [(100, 64), (96, 32), (320, 320)] {
            #expect {
                try YuNetHead(made.infos, BoxDecoderOptions(width: width, height: height, threshold: 0.6))
            } throws: { ($0 as? StageError)?.code == .configuration }
        }
        #expect(YuNetHead.fits(made.infos))
        #expect(!YuNetHead.fits(Array(made.infos.dropLast())))
    }
}
