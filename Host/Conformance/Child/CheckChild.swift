import CHostShim
import Glibc
import HostCore

/// The work of a child: one check of one stage or library, told over a descriptor.
public enum CheckChild {
    /// Sees to it that what a plugin leaves goes with the check: temporary files with its folder, and, where the kernel
    /// allows it, shared memory with the process. To be called before there is another thread.
    public static func keepTraces(in scratch: String) {
        setenv("TMPDIR", scratch, 1)
        _ = shim_own_shared_memory()
    }

    /// Runs the check. The caller ends the process with `_exit` afterwards.
    /// - Parameters:
    ///   - request: Which check, on what.
    ///   - channel: Where to answer.
    ///   - catchesFaults: Whether touches of forbidden memory are told and end the process; a debugger wants them itself.
    /// - Returns: The exit status.
    public static func run(_ request: CheckRequest, channel: Int32, catchesFaults: Bool = true) -> Int32 {
        let answer = Answer(descriptor: channel)
        if catchesFaults { shim_watch_faults(channel) }
        guard let check = Catalogue.check(request.check) else {
            answer.end(.error, "there is no check \(request.check)")
            return 0
        }
        let expectations: Expectations
        do throws(HostError) {
            expectations = try Expectations.read(for: request.library)
        } catch {
            answer.end(.error, error.description)
            return 0
        }
        guard chdir(request.scratch) == 0 else {
            answer.end(.error, "the folder \(request.scratch) cannot be entered")
            return 0
        }
        let (status, text) = result(of: check, Trial(request, answer, expectations))
        answer.end(status, text)
        return 0
    }

    private static func result(of check: Check, _ trial: Trial) -> (Status, String) {
        let before = ProcessFacts()
        var result: (Status, String) = (.pass, "")
        do throws(CheckEnd) {
            try check.body(trial)
        } catch {
            result =
                switch error {
                case .breach(let text): (check.level == .must ? .fail : .warn, text)
                case .skip(let text): (.skip, text)
                case .setup(let text): (.error, text)
                }
        }
        for change in ProcessFacts().changes(since: before) { trial.answer.tell(.signalsKept, change) }
        return result
    }
}
