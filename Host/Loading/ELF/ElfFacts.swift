/// What a shared object's file says about itself, read without loading it.
struct ElfFacts: Sendable, Hashable {
    /// The GNU build id in hexadecimal; `nil` when the linker wrote none.
    let buildID: String?
    /// Libraries that it names as needed.
    let needed: [String]
    /// Folders in which those are searched.
    let runPath: [String]
    /// Majors of the contract for which it exports an entry function.
    let entryMajors: [UInt32]

    /// Whether it brings its own copy of Swift, or none; `false` when it shares the host's, which is not supported.
    var sharesSwiftRuntime: Bool { needed.contains("libswiftCore.so") }
}
