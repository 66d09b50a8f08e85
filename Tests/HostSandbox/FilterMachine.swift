import CHostShim

@testable import HostSandbox

/// A system call as a filter sees it: `struct seccomp_data` of linux/seccomp.h.
struct CallData {
    var number: Int32
    var machine: UInt32 = shim_filter_machine()
    var instructionPointer: UInt64 = 0x1234
    var arguments = [UInt64](repeating: 0, count: 6)

    /// Calls that satisfy each case of a rule, and one that satisfies none on purpose.
    static func all(_ number: Int32, for rule: CallRule) -> [CallData] {
        var calls = [CallData(number: number)]
        var other = CallData(number: number)
        other.arguments = [UInt64](repeating: 0x7777_7777_7777_7777, count: 6)
        calls.append(other)
        for one in rule.cases {
            var call = CallData(number: number)
            for test in one.tests { call.set(test) }
            calls.append(call)
            for index in 0..<6 { call.arguments[index] |= 0xAAAA_0000_0000_0000 }
            calls.append(call)
        }
        return calls
    }

    /// The action of a rule, by its meaning.
    func action(under rule: CallRule) -> CallAction {
        rule.cases.first { $0.tests.allSatisfy { value($0.place) & $0.mask == $0.value & $0.mask } }?.action
            ?? rule.otherwise
    }

    private func value(_ place: ArgumentTest.Place) -> UInt64 {
        switch place {
        case .argument(let index): arguments[index]
        case .instructionPointer: instructionPointer
        }
    }

    private mutating func set(_ test: ArgumentTest) {
        switch test.place {
        case .argument(let index): arguments[index] = test.value
        case .instructionPointer: instructionPointer = test.value
        }
    }

    /// The word at an offset of the structure, little-endian.
    func word(_ offset_bytes: UInt32) -> UInt32 {
        switch offset_bytes {
        case 0: return UInt32(bitPattern: number)
        case 4: return machine
        case 8: return UInt32(truncatingIfNeeded: instructionPointer)
        case 12: return UInt32(truncatingIfNeeded: instructionPointer >> 32)
        default:
            let argument = arguments[Int(offset_bytes - 16) / 8]
            return UInt32(truncatingIfNeeded: offset_bytes % 8 == 0 ? argument : argument >> 32)
        }
    }
}

/// The instructions of classic BPF that filters use, written from the kernel's documentation (networking/filter.rst).
enum FilterMachine {
    /// What a program returns.
    static func run(_ lines: [shim_filter_line], _ data: CallData) -> UInt32 {
        var accumulator: UInt32 = 0
        var at = 0
        while lines.indices.contains(at) {
            let line = lines[at]
            at += 1
            switch line.code {
            case 0x20: accumulator = data.word(line.operand)
            case 0x54: accumulator &= line.operand
            case 0x15: at += Int(accumulator == line.operand ? line.if_true : line.if_false)
            case 0x35: at += Int(accumulator >= line.operand ? line.if_true : line.if_false)
            case 0x06: return line.operand
            default: return 0
            }
        }
        return 0
    }
}
