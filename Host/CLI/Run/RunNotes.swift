import HostRuntime
import Synchronization

/// The log lines of a run: shown when serious enough, and the first warnings kept for what the run leaves behind.
final class RunNotes: Sendable {
    private static let limit = 200

    private let kept = Mutex<[String]>([])
    private let least: LogLevel
    private let screen: Screen

    init(least: LogLevel, screen: Screen) {
        self.least = least
        self.screen = screen
    }

    /// The first warnings and errors.
    var warnings: [String] { kept.withLock { $0 } }

    /// Takes lines, from any thread.
    var sink: LogSink {
        { [self] number, source, text in
            let level = LogLevel(rawValue: min(number, LogLevel.error.rawValue)) ?? .error
            if level.rawValue >= LogLevel.warning.rawValue {
                kept.withLock { if $0.count < Self.limit { $0.append("\(source): \(text)") } }
            }
            guard level.rawValue >= least.rawValue else { return }
            screen.line("sluice: \(level): \(source): \(text)")
        }
    }
}
