import HostCore

extension SuiteReport {
    /// For build servers: a suite for each library, a case for each check.
    public var junit: String {
        let suites = libraries.map(Self.suite).joined()
        return
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"sluice conform\">\n\(suites)</testsuites>\n"
    }

    private static func suite(_ library: LibraryReport) -> String {
        var cases = library.results.map { testCase($0, library) }.joined()
        var errors = library.results.count { $0.status == .error || $0.status == .crash || $0.status == .hang }
        var tests = library.results.count
        if let refusal = library.refusal {
            cases +=
                "<testcase classname=\"\(escape(library.path))\" name=\"load\"><error message=\""
                + "\(escape(refusal.message))\"/></testcase>\n"
            errors += 1
            tests += 1
        }
        return "<testsuite name=\"\(escape(library.path))\" tests=\"\(tests)\" failures=\"\(library.count(.fail))\" "
            + "errors=\"\(errors)\" skipped=\"\(library.count(.skip))\" time=\"\(seconds(library.time_ns))\">\n"
            + "\(cases)</testsuite>\n"
    }

    private static func testCase(_ result: CheckResult, _ library: LibraryReport) -> String {
        let owner = result.stage.isEmpty ? library.path : result.stage
        let head =
            "<testcase classname=\"\(escape(owner))\" name=\"\(result.id) \(result.slug)\" "
            + "time=\"\(seconds(result.time_ns))\""
        let message = escape(result.text)
        let detail = escape(
            [result.title, result.complaint, result.reproduce].filter { !$0.isEmpty }.joined(separator: "\n"))
        switch result.status {
        case .pass: return "\(head)/>\n"
        case .skip: return "\(head)><skipped message=\"\(message)\"/></testcase>\n"
        case .warn: return "\(head)><system-out>warning: \(message)\n\(detail)</system-out></testcase>\n"
        case .fail: return "\(head)><failure message=\"\(message)\">\(detail)</failure></testcase>\n"
        case .crash, .hang, .error:
            return
                "\(head)><error type=\"\(result.status.rawValue)\" message=\"\(message)\">\(detail)</error></testcase>\n"
        }
    }

    private static func seconds(_ time_ns: Int64) -> String { "\(Double(time_ns / 1_000_000) / 1000)" }

    static func escape(_ text: String) -> String { XMLText.escaped(text) }
}
