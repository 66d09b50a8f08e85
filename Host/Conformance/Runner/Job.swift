import HostCore
import HostLoading
import HostSandbox

/// One check of one stage on its way through its rounds and tries. A value: it starts nothing itself.
struct Job {
    let check: Check
    let stage: String
    let number: Int
    private var round = 0
    private var attempt = 1
    private var digests: [String] = []
    private(set) var result: CheckResult
    private(set) var guards: [(id: String, text: String)] = []

    private static let tries = 3

    init(_ check: Check, stage: String, number: Int) {
        self.check = check
        self.stage = stage
        self.number = number
        result = CheckResult(check, stage: stage, .error)
    }

    /// Variables of the round that is next.
    var variables: [String] { check.rounds[round] }

    /// A name for its folder.
    var name: String { "\(number)-\(round)-\(attempt)" }

    /// Takes what a child left.
    /// - Parameter overdue: Which deadline it did not keep, if it is overdue.
    /// - Returns: Whether it is done; otherwise another child is due.
    mutating func take(_ remains: RunningChild.Remains, time_ns: Int64, overdue: String = "") -> Bool {
        let answer = ChildAnswer(remains.answer)
        result.time_ns += time_ns
        result.notes = answer.notes
        for found in answer.guards where !guards.contains(where: { $0.id == found.id }) { guards.append(found) }
        (result.status, result.text) = verdict(remains, answer, overdue)
        result.complaint = result.status == .crash ? remains.complaint : ""
        if !remains.printed.isEmpty { print("on the standard output", remains.printed) }
        if case .exited(0) = remains.end, !remains.complaint.isEmpty {
            print("on the standard error", remains.complaint)
        }
        if result.status == .pass { return finishRound(answer.digest) }
        if check.measuresTime, result.status == .warn, attempt < Self.tries {
            attempt += 1
            return false
        }
        return true
    }

    private mutating func print(_ place: String, _ text: String) {
        guard !guards.contains(where: { $0.id == Guard.hygiene.rawValue }) else { return }
        guards.append((Guard.hygiene.rawValue, "printed \(place): \"\(text)\""))
    }

    private mutating func finishRound(_ digest: String?) -> Bool {
        if check.rounds.count > 1, let digest {
            digests.append(digest)
            if digest != digests[0] {
                result.status = check.level == .must ? .fail : .warn
                let what = variables.isEmpty ? "in another process" : "with \(variables.joined(separator: ", "))"
                result.text = "the result is another one \(what)"
                return true
            }
        }
        round += 1
        if round < check.rounds.count { return false }
        round = 0
        return true
    }

    private func verdict(
        _ remains: RunningChild.Remains, _ answer: ChildAnswer, _ overdue: String
    ) -> (Status, String) {
        switch remains.end {
        case .overdue: return (.hang, "\(overdue), \(answer.placeText)")
        case .talkative:
            let place = "the descriptor of the check, which is not its own, \(answer.placeText)"
            return (.fail, "wrote more than 8 MiB to \(place)")
        case .signalled(let signal): return (.crash, "\(SignalName.text(signal)) \(answer.placeText)")
        case .exited(let status):
            guard let end = answer.end else {
                return (.crash, "ended the process \(answer.placeText), with exit status \(status)")
            }
            if end.word == "stopped" { return stopped(end.text, answer) }
            return (Status(rawValue: end.word) ?? .error, end.text)
        }
    }

    /// A guard ended the child: that is its own check's finding.
    private func stopped(_ id: String, _ answer: ChildAnswer) -> (Status, String) {
        let found = answer.guards.last { $0.id == id }?.text ?? ""
        if id == check.id { return (check.level == .must ? .fail : .warn, found) }
        return (.skip, "stopped by \(id): \(found)")
    }
}
