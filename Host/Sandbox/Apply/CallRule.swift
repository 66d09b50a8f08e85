/// A test of an argument of a call: equal to a value in the bits of a mask.
struct ArgumentTest: Hashable {
    /// The words of `struct seccomp_data` (linux/seccomp.h) that can be tested.
    enum Place: Hashable {
        case argument(Int)
        case instructionPointer

        /// Bytes from the start of the structure to the lower half.
        var offset_bytes: UInt32 {
            switch self {
            case .argument(let index): 16 + 8 * UInt32(index)
            case .instructionPointer: 8
            }
        }
    }

    let place: Place
    let value: UInt64
    let mask: UInt64

    /// An argument of 32 bits, of which those in the mask count.
    static func int(_ index: Int, _ value: UInt32, mask: UInt32 = .max) -> ArgumentTest {
        ArgumentTest(place: .argument(index), value: UInt64(value), mask: UInt64(mask))
    }

    /// An argument of 64 bits.
    static func word(_ index: Int, _ value: UInt64) -> ArgumentTest {
        ArgumentTest(place: .argument(index), value: value, mask: .max)
    }
}

/// What happens to a call: the first case whose tests all hold counts.
struct CallRule: Hashable {
    struct Case: Hashable {
        let tests: [ArgumentTest]
        let action: CallAction
    }

    let cases: [Case]
    let otherwise: CallAction

    /// The same for all arguments.
    static func always(_ action: CallAction) -> CallRule { CallRule(cases: [], otherwise: action) }

    /// One action when any of the tests holds, another when none does.
    static func any(_ tests: [ArgumentTest], _ action: CallAction, otherwise: CallAction) -> CallRule {
        CallRule(cases: tests.map { Case(tests: [$0], action: action) }, otherwise: otherwise)
    }

    /// One action when all of the tests hold, another when one does not.
    static func all(_ tests: [ArgumentTest], _ action: CallAction, otherwise: CallAction) -> CallRule {
        CallRule(cases: [Case(tests: tests, action: action)], otherwise: otherwise)
    }
}
