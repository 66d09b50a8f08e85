import Glibc
import InferenceDecoders
import PluginSDK
import Testing

@Suite("Decoder ssd-priors")
struct SSDPriorsTests {
    static let options = BoxDecoderOptions(width: 320, height: 240, threshold: 0.7)

    static func outputs() -> MadeOutputs { MadeOutputs([("scores", [1, 4420, 2]), ("boxes", [1, 4420, 4])]) }

    /// Where the priors of a grid begin, and its columns and sides.
    static let grids = [(0, 40, 3, 8), (3600, 20, 2, 16), (4200, 10, 2, 32), (4360, 5, 3, 64)]

    @Test("reads offsets from the prior of each grid", arguments: 0..<4)
    func offsets(grid: Int) throws {
        let (start, columns, sides, step) = Self.grids[grid]
        let side: Float = [[10, 16, 24], [32, 48], [64, 96], [128, 192, 256]][grid][1]
        let (column, row) = (2, 1)
        let prior = start + (row * columns + column) * sides + 1
        let made = Self.outputs()
        made[0, 2 * prior + 1] = 0.9
        (made[1, 4 * prior], made[1, 4 * prior + 1]) = (1, -2)
        (made[1, 4 * prior + 2], made[1, 4 * prior + 3]) = (5 * logf(1.5), 5 * logf(0.5))
        let found = try made.decode(SSDPriors(made.infos, Self.options, form: .offsets))
        try #require(found.count == 1)
        let (width, height) = (side * 1.5, side * 0.5)
        let centre = (
            x: (Float(column) + 0.5) * Float(step) + 0.1 * side, y: (Float(row) + 0.5) * Float(step) - 0.2 * side
        )
        let expected = Box(x: centre.x - width / 2, y: centre.y - height / 2, width: width, height: height)
        #expect(found[0].detection.box.isNear(expected), "\(found[0].detection.box), not \(expected)")
        #expect(found[0].detection.score == 0.9)
    }

    @Test("reads corners in shares of the picture")
    func corners() throws {
        let made = Self.outputs()
        made[0, 2 * 77 + 1] = 0.7
        for (number, share) in [Float(0.25), 0.5, 0.5, 0.75].enumerated() { made[1, 4 * 77 + number] = share }
        let found = try made.decode(SSDPriors(made.infos, Self.options, form: .corners))
        #expect(found.map(\.detection.box) == [Box(x: 80, y: 120, width: 80, height: 60)])
    }

    @Test("finds its tensors by name or shape, in any order, and refuses a model that has none such")
    func tensors() throws {
        let turned = MadeOutputs([("b", [1, 4420, 4]), ("s", [1, 4420, 2])])
        turned[1, 1] = 0.99
        #expect(try turned.decode(SSDPriors(turned.infos, Self.options, form: .corners)).count == 1)
        var named = Self.options
        named.outputNames = ["s", "b"]
        #expect(try turned.decode(SSDPriors(turned.infos, named, form: .corners)).count == 1)
        named.outputNames = ["s", "nothing"]
        let wrongSize = BoxDecoderOptions(width: 640, height: 480, threshold: 0.7)
        for options in [named, wrongSize] {
            #expect {
                try SSDPriors(turned.infos, options, form: .corners)
            } throws: { ($0 as? StageError)?.code == .configuration && "\($0)".contains("[1, 4420, 4]") }
        }
        #expect(SSDPriors.fits(turned.infos, width: 320, height: 240))
        #expect(!SSDPriors.fits(turned.infos, width: 640, height: 480))
    }

    @Test("a number that is none, in a score or a box, is refused", arguments: [Float.nan, .infinity])
    func notFinite(value: Float) throws {
        for (tensor, index) in [(0, 2 * 50 + 1), (1, 4 * 50 + 2)] {
            let made = Self.outputs()
            made[0, 2 * 50 + 1] = 0.9
            made[tensor, index] = value
            for form in [SSDPriors.Form.corners, .offsets] {
                #expect {
                    try made.decode(SSDPriors(made.infos, Self.options, form: form))
                } throws: { ($0 as? StageError)?.code == .failed }
            }
        }
    }

    @Test("more boxes than make sense are refused")
    func tooMany() throws {
        let made = Self.outputs()
        for prior in 0..<4420 { made[0, 2 * prior + 1] = 1 }
        #expect {
            try made.decode(SSDPriors(made.infos, Self.options, form: .corners), limit: 4000)
        } throws: { ($0 as? StageError)?.code == .limit }
        #expect(try made.decode(SSDPriors(made.infos, Self.options, form: .corners)).count == 4420)
    }
}
