/// Kinds of processor as ELF numbers them.
enum ElfMachine {
    #if arch(x86_64)
        static let host: UInt16 = 62
    #elseif arch(arm64)
        static let host: UInt16 = 183
    #else
        #error("Sluice runs on x86_64 and aarch64")
    #endif

    /// The name of a kind of processor as `uname -m` says it.
    static func name(_ machine: UInt16) -> String {
        switch machine {
        case 3: "i386"
        case 8: "mips"
        case 20: "powerpc"
        case 21: "powerpc64"
        case 22: "s390x"
        case 40: "arm"
        case 62: "x86_64"
        case 183: "aarch64"
        case 243: "riscv64"
        case 258: "loongarch64"
        default: "machine \(machine)"
        }
    }
}

/// The kind of processor that this host runs on.
public enum HostMachine {
    /// As `uname -m` says it.
    public static var name: String { ElfMachine.name(ElfMachine.host) }
}
