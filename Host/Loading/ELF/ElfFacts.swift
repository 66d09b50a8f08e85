/// What a shared object's file says about itself, read without loading it.
package struct ElfFacts: Sendable, Hashable {
    /// The GNU build id in hexadecimal; `nil` when the linker wrote none.
    package let buildID: String?
    /// Libraries that it names as needed.
    package let needed: [String]
    /// Folders in which those are searched.
    package let runPath: [String]
    /// Majors of the contract for which it exports an entry function.
    package let entryMajors: [UInt32]
    /// What other libraries can use of it.
    package let exports: [Export]

    /// A name that other libraries can use.
    package struct Export: Sendable, Hashable {
        package let name: String
        package let isFunction: Bool
    }

    /// Whether it brings its own copy of Swift, or none; `false` when it shares the host's, which is not supported.
    package var sharesSwiftRuntime: Bool { needed.contains("libswiftCore.so") }
}
