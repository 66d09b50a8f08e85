import HostCore

extension ReportPage {
    /// Workers of isolated stages: how they fared, how they ended, and what their sandbox refused.
    var workers: String {
        let workers = result.statistics.workers
        guard !workers.isEmpty else { return "" }
        let rows = workers.map { worker in
            [
                HTML.escape(worker.name), HTML.escape(worker.state),
                worker.failures == 0 ? "0" : "<span class=\"bad\">\(Figures.count(worker.failures))</span>",
                Figures.bytes(worker.own_bytes), worker.refusals.map(HTML.escape).joined(separator: "<br>"),
            ]
        }
        let table = HTML.table(["worker", "state", "failures", "own memory", "refused calls"], left: 2, rows)
        return HTML.section(
            "workers", "Workers", "Isolated stages run in processes of their own, in a sandbox.",
            "<div class=\"card\">\(table)\(workers.map(failures).joined())</div>")
    }

    private func failures(_ worker: WorkerStatistics) -> String {
        worker.lastFailures.map { failure in
            let frames = failure.backtrace.enumerated().map { "\($0) \(HTML.escape($1))" }.joined(separator: "\n")
            let head = "<b>\(HTML.escape(worker.name))</b>: \(HTML.escape(failure.text))"
            guard !frames.isEmpty else { return "<p>\(head)</p>" }
            return "<details><summary>\(head)</summary><pre>\(frames)</pre></details>"
        }.joined()
    }
}
