import HostCore
import HostLoading

/// The jobs of one library and what came of them. A value: it starts nothing itself.
struct LibraryRun {
    private let path: String
    private let survey: Survey.Known
    private let expectations: Expectations
    private let settings: SuiteSettings
    private let models: [String: String]
    private var waiting: [Job] = []
    private var finished: [Int: CheckResult] = [:]
    private var found: [(guardID: String, stage: String, under: String, text: String)] = []
    let total: Int

    init(path: String, survey: Survey.Known, _ expectations: Expectations, _ settings: SuiteSettings) {
        self.path = path
        self.survey = survey
        self.expectations = expectations
        self.settings = settings
        models = expectations.models(by: settings.models)
        for check in Catalogue.checks where settings.wants(check) {
            switch check.subject {
            case .file, .library: waiting.append(Job(check, stage: "", number: waiting.count))
            case .stage:
                for stage in survey.stages where settings.wants(stage: stage) {
                    waiting.append(Job(check, stage: stage, number: waiting.count))
                }
            }
        }
        total = waiting.count
    }

    var done: Int { finished.count }

    mutating func next() -> Job? { waiting.isEmpty ? nil : waiting.removeFirst() }

    /// Another child of the same job is due.
    mutating func again(_ job: Job) { waiting.insert(job, at: 0) }

    func request(_ job: Job, scratch: String) -> CheckRequest {
        var request = CheckRequest(check: job.check.id, library: path)
        request.stage = job.stage
        request.seed = settings.seed
        request.isFull = settings.isFull
        request.scratch = scratch
        request.models = models
        return request
    }

    mutating func finish(_ job: Job) -> CheckResult {
        for guardFound in job.guards {
            found.append((guardFound.id, job.stage, job.check.id, guardFound.text))
        }
        let result = judged(job.result)
        finished[job.number] = result
        return result
    }

    /// The level that the plugin's own file gives, with its reason.
    private func judged(_ result: CheckResult) -> CheckResult {
        guard let override = expectations.overrides[result.id] else { return result }
        var result = result
        result.levelReason = "\(override.level.rawValue): \(override.reason)"
        if result.status == .fail || result.status == .warn { result.status = override.level == .must ? .fail : .warn }
        return result
    }

    /// All results: of checks, of guards that saw something under other checks, and of ids that have no check.
    func results(of library: String) -> [CheckResult] {
        var results = finished.sorted { $0.key < $1.key }.map(\.value)
        for finding in found where settings.allows(finding.guardID) { apply(finding, to: &results) }
        if let failure = survey.failure { results.append(unknownStages(failure)) }
        return results.map { result in
            var result = result
            if result.status != .pass, result.status != .skip { result.reproduce = reproduce(result, library) }
            return result
        }
    }

    private func apply(
        _ finding: (guardID: String, stage: String, under: String, text: String), to results: inout [CheckResult]
    ) {
        guard let check = Catalogue.check(finding.guardID) else { return }
        let status: Status = check.level == .must ? .fail : .warn
        let position = results.firstIndex { $0.id == finding.guardID && $0.stage == finding.stage }
        if let position, results[position].status != .pass, results[position].status != .skip {
            // The check found the same in another way; the guard knows more of it.
            if finding.under == finding.guardID, results[position].status == status {
                results[position].text = finding.text
            }
            return
        }
        var result = position.map { results[$0] } ?? CheckResult(check, stage: finding.stage, status)
        result.status = status
        result.text = finding.text
        result.seenUnder = finding.under == finding.guardID ? "" : finding.under
        result = judged(result)
        if let position { results[position] = result } else { results.append(result) }
    }

    private func unknownStages(_ failure: LoadFailure) -> CheckResult {
        let check = Check(
            "survey", "survey", .must, .library, "The library can be scanned, so that its stages are known."
        ) {
            _ throws(CheckEnd) in
        }
        let count = Catalogue.checks.count { $0.subject == .stage && settings.wants($0) }
        let left = count == 0 ? "" : ", so \(count) checks of stages did not run"
        return CheckResult(check, stage: "", .error, "its stages are not known\(left): it \(failure.message)")
    }

    /// A path as a shell takes it for one word.
    private static func quoted(_ path: String) -> String {
        let isPlain = path.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        let parts = path.split(separator: "'", omittingEmptySubsequences: false)
        return isPlain ? path : "'" + parts.joined(separator: "'\\''") + "'"
    }

    private func reproduce(_ result: CheckResult, _ library: String) -> String {
        let id = result.seenUnder.isEmpty ? result.id : result.seenUnder
        let only = id == "survey" ? "" : " --only \(id)"
        let full = settings.isFull ? " --profile full" : ""
        let isOneOfMany = !result.stage.isEmpty && survey.stages.count > 1
        let stage = isOneOfMany ? " --stage \(result.stage)" : ""
        return "sluice conform \(Self.quoted(library))\(only)\(stage) --seed \(settings.seed)\(full)"
    }
}
