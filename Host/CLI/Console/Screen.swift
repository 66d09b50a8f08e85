import Synchronization

/// What the user sees on stderr while something runs: lines that stay, and below them a block that is redrawn.
final class Screen: Sendable {
    private let block = Mutex<[String]>([])
    private let terminal: Terminal

    init(_ terminal: Terminal) { self.terminal = terminal }

    /// Whether a block can be shown.
    var isInteractive: Bool { terminal.isInteractive }

    /// Writes a line that stays.
    func line(_ text: String) {
        block.withLock { block in
            guard !block.isEmpty else { return Console.message(text + "\n") }
            Console.message(Self.erase(block) + text + "\n" + Self.text(block))
        }
    }

    /// Shows other lines in the block; lines that are too long are cut.
    func show(_ lines: [String]) {
        let size = terminal.size
        let cut = lines.prefix(size.rows - 2).map { line in
            line.count < size.columns ? line : String(line.prefix(max(1, size.columns - 2))) + "…"
        }
        block.withLock { block in
            Console.message(Self.erase(block) + Self.text(cut))
            block = cut
        }
    }

    /// Takes the block away.
    func clear() {
        block.withLock { block in
            if !block.isEmpty { Console.message(Self.erase(block)) }
            block = []
        }
    }

    private static func erase(_ block: [String]) -> String {
        block.isEmpty ? "" : "\u{1B}[\(block.count)A\r\u{1B}[J"
    }

    private static func text(_ block: [String]) -> String { block.map { $0 + "\n" }.joined() }
}
