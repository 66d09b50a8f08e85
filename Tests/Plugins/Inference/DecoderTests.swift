import InferenceDecoders
import PluginSDK
import SluiceTestKit
import Testing

@Suite("decoders of classes, vectors and masks, and suppression")
struct DecoderTests {
    /// Calls `body` with a list of one tensor.
    static func with<R>(
        _ shape: TensorShape, _ values: [Float], _ body: (TensorList) throws -> R
    ) rethrows -> R {
        try values.withUnsafeBytes { raw in
            let memory = [TensorMemory(.f32, shape, start: raw.baseAddress, byteCount: raw.count)]
            return try memory.withUnsafeBufferPointer { try body(TensorList($0)) }
        }
    }

    static func info(_ shape: TensorShape) -> [TensorInfo] { [TensorInfo(name: "y", element: .f32, shape: shape)] }

    @Test("softmax and sigmoid give what their formulas say, best first")
    func classes() throws {
        var best: [ClassScores.Ranked] = []
        let softmax = try ClassScores(Self.info([1, 3]), name: nil, activation: .softmax, top: 2, threshold: 0)
        try Self.with([1, 3], [0, 1, 2]) { try softmax.decode($0, into: &best) }
        #expect(best.map(\.category) == [2, 1])
        #expect(abs(best[0].score - 0.665241) < 1e-5 && abs(best[1].score - 0.244728) < 1e-5)
        let sigmoid = try ClassScores(Self.info([1, 3]), name: "y", activation: .sigmoid, top: 9, threshold: 0.5)
        try Self.with([1, 3], [-1, 0, 1]) { try sigmoid.decode($0, into: &best) }
        #expect(best.map(\.category) == [2, 1])
        // Large numbers overflow nothing.
        try Self.with([1, 3], [1000, 999, -1000]) { try softmax.decode($0, into: &best) }
        #expect(abs(best[0].score - 0.731059) < 1e-5)
        #expect(throws: StageError.self) {
            try Self.with([1, 3], [0, .nan, 0]) { try softmax.decode($0, into: &best) }
        }
    }

    @Test("a vector gets the length 1; one of zeros has no direction")
    func embedding() throws {
        var vector: [Float] = []
        let reader = try EmbeddingVector(Self.info([1, 2]), name: nil, normalised: true)
        try Self.with([1, 2], [3, 4]) { try reader.decode($0, into: &vector) }
        #expect(vector == [0.6, 0.8])
        for numbers: [Float] in [[0, 0], [.infinity, 0]] {
            #expect(throws: StageError.self) {
                try Self.with([1, 2], numbers) { try reader.decode($0, into: &vector) }
            }
        }
    }

    @Test("a mask of one plane is levels, of several the number of the highest")
    func masks() throws {
        func rows(_ reader: MaskPlane, _ shape: TensorShape, _ values: [Float]) throws -> [UInt8] {
            var bytes = [UInt8](repeating: 7, count: 8)
            try Self.with(shape, values) { list in
                var span = bytes.mutableSpan
                try reader.decode(list, into: &span, row_stride_bytes: 4)
            }
            return bytes
        }
        let one = try MaskPlane(Self.info([1, 1, 2, 2]), name: nil, sigmoid: false)
        #expect(try rows(one, [1, 1, 2, 2], [0, 0.5, 1, 2]) == [0, 128, 7, 7, 255, 255, 7, 7])
        let two = try MaskPlane(Self.info([1, 2, 2, 2]), name: nil, sigmoid: false)
        #expect(try rows(two, [1, 2, 2, 2], [1, 0, 0, 5, 0, 1, 2, 4]) == [0, 1, 7, 7, 1, 0, 7, 7])
        #expect(throws: StageError.self) { try rows(one, [1, 1, 2, 2], [0, .nan, 0, 0]) }
        #expect(throws: StageError.self) { try MaskPlane(Self.info([1, 300, 2, 2]), name: nil, sigmoid: false) }
    }

    @Test("suppression equals the plain algorithm on seeded boxes")
    func suppression() throws {
        for seed in UInt64(1)...20 {
            var random = SeededRandom(seed: seed)
            var found = Detections(pointsPerBox: 1)
            var plain: [(box: Box, score: Float, category: Int, mark: Float)] = []
            for index in 0..<200 {
                func number(_ limit: Int) -> Float { Float(random.next() % UInt64(limit * 8)) / 8 }
                let box = Box(x: number(60), y: number(60), width: 5 + number(20), height: 5 + number(20))
                // Few levels, so that equal scores come about.
                let (score, category) = (number(2) / 2, Int(random.next() % 3))
                try found.append(box, score: score, category: category)
                try found.appendPoint(Point(x: Float(index), y: 0))
                plain.append((box, score, category, Float(index)))
            }
            found.suppress(overlap: 0.4, keep: 30)
            var kept: [(box: Box, score: Float, category: Int, mark: Float)] = []
            for entry in plain.enumerated().sorted(by: { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }
            )
            .map(\.element)
            where !kept.contains(where: { $0.category == entry.category && $0.box.overlap(entry.box) > 0.4 }) {
                if kept.count < 30 { kept.append(entry) }
            }
            #expect(found.count == kept.count, "seed \(seed)")
            for index in 0..<min(found.count, kept.count) {
                #expect(found[index].box == kept[index].box, "seed \(seed)")
                #expect(found.point(0, at: index).x == kept[index].mark, "seed \(seed)")
            }
        }
    }

    @Test("what is not finite, and one box too many, are refused")
    func bounds() throws {
        var found = Detections(limit: 2)
        let box = Box(x: 0, y: 0, width: 1, height: 1)
        try found.append(box, score: 1)
        #expect(throws: StageError.self) { try found.append(box, score: .nan) }
        #expect(throws: StageError.self) { try found.append(Box(x: .infinity, y: 0, width: 1, height: 1), score: 1) }
        try found.append(box, score: 1)
        do {
            try found.append(box, score: 1)
            Issue.record("three of two")
        } catch {
            #expect(error.code == .limit)
        }
    }

    @Test("a picture of a batch sees its own part")
    func slices() {
        Self.with([3, 2], [1, 2, 3, 4, 5, 6]) { list in
            let part = list.picture(1, of: 3)[0]
            #expect(part.shape == [1, 2])
            #expect(part.floats?[0] == 3 && part.floats?[1] == 4)
        }
    }
}
