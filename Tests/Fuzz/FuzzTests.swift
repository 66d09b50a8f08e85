import Foundation
import Testing

/// Whatever comes from outside gives an error or success. `make fuzz` looks for longer, guided by what is reached.
@Suite("Inputs from outside")
struct FuzzTests {
    /// `SLUICE_FUZZ_SEED` repeats a run; each run looks elsewhere.
    private static let seed =
        ProcessInfo.processInfo.environment["SLUICE_FUZZ_SEED"].flatMap(UInt64.init)
        ?? UInt64.random(in: 1...UInt64(UInt32.max))
    private static let inputs = 400

    @Test("sound inputs are taken", arguments: FuzzTarget.all.map(\.name))
    func sound(name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        let seeds = target.seeds()
        #expect(!seeds.isEmpty)
        for (index, seed) in seeds.enumerated() { #expect(target.run(seed) == nil, "seed file \(index)") }
    }

    @Test("what was found once stays found", arguments: FuzzTarget.all.map(\.name))
    func regressions(name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        for file in FuzzFiles.names("Tests/Fuzz/Regressions/\(name)") {
            let bytes = FuzzFiles.read("\(FuzzFiles.root)/Tests/Fuzz/Regressions/\(name)/\(file)")
            #expect(target.run(bytes) == nil, "\(file)")
        }
    }

    @Test("changed inputs give an error of their own kind or success", arguments: FuzzTarget.all.map(\.name))
    func changed(name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        print("fuzz \(name): SLUICE_FUZZ_SEED=\(Self.seed)")
        var mutator = Mutator(target, seed: Self.seed)
        for round in 0..<Self.inputs {
            let input = mutator.next()
            if let wrong = target.run(input) {
                Issue.record("seed \(Self.seed), input \(round): \(wrong); \(input.count) bytes: \(input.prefix(64))")
                return
            }
        }
    }
}
