import PluginSDK
import SluiceTestKit
import Testing

@testable import CompletenessScorerStage

@Suite struct GeometryTests {
    @Test(arguments: 1...60)
    func theUnionIsExact(_ seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        var union = RectangleUnion()
        for count in [0, 1, 2, 5, 20] {
            union.clear()
            var covered: Set<Int> = []
            for _ in 0..<count {
                let (x, y) = (Int.random(in: -5...20, using: &random), Int.random(in: -5...20, using: &random))
                let (w, h) = (Int.random(in: 0...12, using: &random), Int.random(in: 0...12, using: &random))
                union.add(Box(x: Float(x), y: Float(y), width: Float(w), height: Float(h)))
                for column in x..<x + w { for row in y..<y + h { covered.insert(column * 1000 + row) } }
            }
            #expect(union.area() == Double(covered.count), "seed \(seed), \(count) rectangles")
        }
    }

    @Test func rectanglesWithoutSizeCountNothing() {
        var union = RectangleUnion()
        union.add(Box(x: 0, y: 0, width: -4, height: 5))
        union.add(Box(x: 0, y: 0, width: .nan, height: 5))
        #expect(union.area() == 0)
    }

    @Test func closePartsShareARegionByChains() {
        func part(_ name: String, _ x: Float) -> ObjectPart {
            ObjectPart(name: name, weight: 1, places: [Box(x: x, y: 0, width: 0.1, height: 0.1)])
        }
        // Gaps of 0.05, 0.05 and 0.4.
        let parts = [part("a", 0), part("b", 0.15), part("c", 0.3), part("d", 0.8)]
        let apart = ObjectModel(label: "x", parts: parts, shareDistance: 0)
        #expect(apart.regions.map(\.parts) == [[0], [1], [2], [3]])
        let shared = ObjectModel(label: "x", parts: parts, shareDistance: 0.06)
        #expect(shared.regions.map(\.parts) == [[0, 1, 2], [3]])
        #expect(shared.parts.map(\.region) == [0, 0, 0, 1])
        #expect(abs((shared.regions[0].places.first?.width ?? 0) - 0.4) < 1e-6)
        #expect(ObjectModel(label: "x", parts: parts, shareDistance: 1).regions.count == 1)
    }

    @Test func levelsApplyFromTheirBounds() {
        let scale = CompletenessScorerSettings().scale
        let values = [1.0, 0.9, 0.899, 0.3, 0.299, 0].map { scale.levels[scale.level(ofShare: $0)].value }
        #expect(values == [1, 1, 0.5, 0.5, 0, 0])
        var settings = CompletenessScorerSettings()
        settings.steps = 10
        let steps = [1.0, 0.999, 0.95, 0.9, 0.55, 0.1, 0.09, 0].map {
            settings.scale.levels[settings.scale.level(ofShare: $0)].value
        }
        #expect(steps == [1, 0.9, 0.9, 0.9, 0.5, 0.1, 0, 0])
    }

    @Test(arguments: ObjectSettings.Preset.allCases.filter { $0 != .none })
    func presetsLieInTheirBox(_ preset: ObjectSettings.Preset) {
        let parts = ObjectPresets.parts(preset)
        #expect(parts.count >= 5)
        #expect(Set(parts.map(\.name)).count == parts.count)
        for place in parts.flatMap(\.places) {
            #expect(place.x >= 0 && place.y >= 0 && place.right <= 1.0001 && place.bottom <= 1.0001)
        }
    }
}
