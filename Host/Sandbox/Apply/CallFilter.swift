import CHostShim
import Glibc

/// A system-call filter for a policy, as a program for the kernel's classic BPF machine (networking/filter.rst of the
/// kernel's documentation). Calls whose rule looks at the number alone come out the same each time, and the kernel
/// remembers those: they cost no run of the program.
struct CallFilter {
    /// The program.
    private(set) var lines: [shim_filter_line] = []

    private enum Code {
        static let load: UInt16 = 0x20  // BPF_LD | BPF_W | BPF_ABS
        static let jumpIfEqual: UInt16 = 0x15  // BPF_JMP | BPF_JEQ | BPF_K
        static let jumpIfNotLess: UInt16 = 0x35  // BPF_JMP | BPF_JGE | BPF_K
        static let and: UInt16 = 0x54  // BPF_ALU | BPF_AND | BPF_K
        static let result: UInt16 = 0x06  // BPF_RET | BPF_K
    }
    private static let number_offset: UInt32 = 0
    private static let machine_offset: UInt32 = 4

    /// The filter for a policy.
    /// - Parameters:
    ///   - policy: What is allowed.
    ///   - hasLandlock: Whether Landlock decides about files.
    ///   - process: The process that may be the target of calls that name one.
    init(policy: SandboxPolicy, hasLandlock: Bool, process: pid_t) {
        let rules = CallRules(policy: policy, hasLandlock: hasLandlock, process: UInt32(bitPattern: process))
        append(Code.load, Self.machine_offset)
        append(Code.jumpIfEqual, shim_filter_machine(), ifTrue: 1)
        end(.kill)
        append(Code.load, Self.number_offset)
        #if arch(x86_64)
            // Numbers with this bit are calls of the x32 interface: other numbers, other arguments.
            append(Code.jumpIfNotLess, 0x4000_0000, ifFalse: 1)
            end(.fail(ENOSYS))
        #endif
        for (number, rule) in rules.all() { append(rule, for: number) }
        end(.fail(ENOSYS))
    }

    /// A filter that allows everything but signals to certain processes.
    /// - Parameter targets: As `kill` takes them: processes, groups as negative numbers, -1 for all.
    init(shielding targets: [pid_t]) {
        let rule = CallRule.any(
            targets.map { .int(0, UInt32(bitPattern: $0)) }, .fail(EPERM), otherwise: .allow)
        append(Code.load, Self.machine_offset)
        append(Code.jumpIfEqual, shim_filter_machine(), ifTrue: 1)
        end(.allow)
        append(Code.load, Self.number_offset)
        var count: UInt32 = 0
        let calls = UnsafeBufferPointer(start: shim_calls(&count), count: Int(count))
        let signals: Set = ["kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_open"]
        for call in calls where signals.contains(String(cString: call.name)) { append(rule, for: call.number) }
        end(.allow)
    }

    private mutating func append(_ rule: CallRule, for number: Int32) {
        var body = CallFilter()
        for one in rule.cases { body.append(one) }
        body.end(rule.otherwise)
        append(Code.jumpIfEqual, UInt32(bitPattern: number), ifFalse: UInt8(body.lines.count))
        lines += body.lines
    }

    private init() {}

    private mutating func append(_ one: CallRule.Case) {
        var tests: [[shim_filter_line]] = [Self.program { $0.end(one.action) }]
        for test in one.tests.reversed() {
            let rest = tests.reduce(0) { $0 + $1.count }
            tests.append(Self.program { $0.append(test, skipping: rest) })
        }
        lines += tests.reversed().flatMap(\.self)
    }

    /// The lower half first; a half of which no bit counts is not looked at.
    private mutating func append(_ test: ArgumentTest, skipping rest: Int) {
        let upper = Self.program {
            $0.append(half: test.place.offset_bytes + 4, test.value >> 32, test.mask >> 32, skipping: rest)
        }
        let lower = test.mask & 0xFFFF_FFFF
        append(half: test.place.offset_bytes, test.value & lower, lower, skipping: rest + upper.count)
        lines += upper
    }

    private mutating func append(half offset_bytes: UInt32, _ value: UInt64, _ mask: UInt64, skipping rest: Int) {
        guard mask != 0 else { return }
        append(Code.load, offset_bytes)
        if mask != 0xFFFF_FFFF { append(Code.and, UInt32(mask)) }
        append(Code.jumpIfEqual, UInt32(value), ifFalse: UInt8(rest))
    }

    private mutating func end(_ action: CallAction) { append(Code.result, action.code) }

    private mutating func append(_ code: UInt16, _ operand: UInt32, ifTrue: UInt8 = 0, ifFalse: UInt8 = 0) {
        lines.append(shim_filter_line(code: code, if_true: ifTrue, if_false: ifFalse, operand: operand))
    }

    private static func program(_ body: (inout CallFilter) -> Void) -> [shim_filter_line] {
        var program = CallFilter()
        body(&program)
        return program.lines
    }
}
