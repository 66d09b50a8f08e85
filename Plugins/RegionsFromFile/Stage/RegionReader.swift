import Glibc
import PluginSDK

/// Reads a file of regions whole, before the graph starts.
struct RegionReader {
    private let settings: RegionsFromFileSettings
    private let context: StageContext
    private var table = RegionTable()
    private var faults: [LineFault.Kind: (count: Int, firstLine: Int)] = [:]
    private var lineCount = 0
    private static let limit_bytes = 1 << 30

    init(_ settings: RegionsFromFileSettings, _ context: StageContext) {
        self.settings = settings
        self.context = context
    }

    /// - Throws: `io` when the file cannot be read; `configuration` with file and line for a line that cannot be used,
    ///   unless such lines are to be left out.
    mutating func read() throws(StageError) -> RegionTable {
        let bytes = try bytes()
        let label = context.intern(settings.label)
        let mot = MOTLine(settings: settings, label: label)
        let json = JSONLine(settings: settings, context: context, label: label)
        let isJSON = settings.format == .auto ? Self.looksLikeJSON(bytes) : settings.format == .jsonl
        // The end of the last line begins no further one.
        let content = bytes.last == 0x0A ? bytes.dropLast() : bytes[...]
        for raw in content.split(separator: 0x0A, omittingEmptySubsequences: false) {
            lineCount += 1
            // A byte order mark may stand before the first line.
            let line = lineCount == 1 && raw.starts(with: Self.mark) ? raw.dropFirst(3) : raw
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            let bare = Substring(String(decoding: line, as: UTF8.self))
            do throws(LineFault) {
                if isJSON {
                    try json.read(bare, line: lineCount, into: &table)
                } else if let region = try mot.read(bare, line: lineCount) {
                    table.add(region)
                }
            } catch {
                try note(error, lineCount)
            }
        }
        table.sort()
        for line in table.limit(settings.maxRegions) {
            let text = "more than \(settings.maxRegions) regions in one frame; raise max_regions"
            try note(LineFault(kind: .many, text: text), line)
        }
        report()
        return table
    }

    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private static func looksLikeJSON(_ bytes: [UInt8]) -> Bool {
        bytes.first { $0 > 0x20 && !mark.contains($0) } == UInt8(ascii: "{")
    }

    private mutating func note(_ fault: LineFault, _ line: Int) throws(StageError) {
        if settings.badLines == .refuse {
            throw StageError(
                .configuration,
                "\(settings.path):\(line): \(fault.text); mend the line, or leave such lines out with bad_lines: skip")
        }
        let known = faults[fault.kind]
        faults[fault.kind] = ((known?.count ?? 0) + 1, known?.firstLine ?? line)
    }

    private func report() {
        for kind in LineFault.Kind.allCases {
            guard let fault = faults[kind] else { continue }
            context.log(
                .warning,
                "\(settings.path): \(fault.count) regions or lines of \(lineCount) lines left out: they \(kind.rawValue); the first is at line \(fault.firstLine)"
            )
        }
        if table.regions.isEmpty { context.log(.warning, "\(settings.path): there are no regions in it") }
    }

    private func bytes() throws(StageError) -> [UInt8] {
        let descriptor = open(settings.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(errno) }
        defer { close(descriptor) }
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            if count < 0 { throw failure(errno) }
            if count == 0 { return result }
            result += chunk[..<count]
            guard result.count <= Self.limit_bytes else {
                throw StageError(.limit, "\(settings.path) is larger than 1 GiB; split it")
            }
        }
    }

    private func failure(_ code: Int32) -> StageError {
        StageError(.io, "cannot read \(settings.path): \(Files.reason(code)); choose another path or change its rights")
    }
}
