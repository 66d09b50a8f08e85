import Glibc

// Feeds a target with what libFuzzer makes up: TARGET, then libFuzzer's own arguments, the first folder of which takes
// the inputs that reach something new. Built by scripts/fuzz alone, with -sanitize=fuzzer.

@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

// Sound: set before the first input, constant from then on.
nonisolated(unsafe) var chosen = FuzzTarget.graph

func writeSeeds(_ target: FuzzTarget, to folder: String) {
    for (index, seed) in target.seeds().enumerated() {
        guard let file = fopen("\(folder)/seed-\(index)", "wbe") else { continue }
        fwrite(seed, 1, seed.count, file)
        fclose(file)
    }
}

func run() -> CInt {
    let words = CommandLine.arguments
    guard words.count > 1, let target = FuzzTarget.named(words[1]) else {
        print("name a target: \(FuzzTarget.all.map(\.name).joined(separator: ", "))")
        return 2
    }
    chosen = target
    if let folder = words.dropFirst(2).first(where: { !$0.hasPrefix("-") }) { writeSeeds(target, to: folder) }
    var count = CommandLine.argc - 1
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
    return runDriver(&count, &arguments) { data, size in
        if let wrong = chosen.run(Array(UnsafeBufferPointer(start: data, count: size))) { fatalError(wrong) }
        return 0
    }
}

exit(run())
