import Glibc

/// What is known of the terminal behind stderr.
struct Terminal: Sendable {
    /// Whether lines can be redrawn.
    let isInteractive: Bool

    init() {
        let kind = getenv("TERM").map { String(cString: $0) } ?? ""
        isInteractive = isatty(STDERR_FILENO) == 1 && !kind.isEmpty && kind != "dumb"
    }

    /// Columns and rows of this moment.
    var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(max(size.ws_row, 4)))
    }
}
