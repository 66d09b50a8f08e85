import CYAML
import HostCore

/// Reads one YAML document into located nodes, from libyaml's events: depth and size are bounded before anything is built.
struct YAMLReader {
    /// How deep lists and mappings may lie in one another.
    static let depthLimit = 64

    private let file: String
    private let log: FindingLog
    private var builder: YAMLBuilder
    private var documents = 0

    /// Reads a document.
    /// - Parameters:
    ///   - budget: How many nodes may still come out, aliases expanded; is lowered.
    /// - Returns: The root; `nil` when there is none that could be used, with a finding that says why.
    static func read(_ bytes: [UInt8], file: String, budget: inout Int, log: FindingLog) -> GraphNode? {
        var reader = YAMLReader(file: file, log: log, builder: YAMLBuilder(file: file, log: log, budget: budget))
        let root = reader.read(bytes)
        budget = reader.builder.budget
        return root
    }

    private mutating func read(_ bytes: [UInt8]) -> GraphNode? {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        defer { parser.deallocate() }
        guard yaml_parser_initialize(parser) == 1 else {
            log.error("no-memory", "there is no memory to read the file", at: Site(file: file))
            return nil
        }
        defer { yaml_parser_delete(parser) }
        return bytes.withUnsafeBufferPointer { buffer in
            yaml_parser_set_input_string(parser, buffer.baseAddress, buffer.count)
            return readEvents(parser, bytes)
        }
    }

    private mutating func readEvents(_ parser: UnsafeMutablePointer<yaml_parser_t>, _ bytes: [UInt8]) -> GraphNode? {
        while true {
            var event = yaml_event_t()
            guard yaml_parser_parse(parser, &event) == 1 else {
                log.add(YAMLProblem.finding(parser.pointee, bytes: bytes, file: file))
                return nil
            }
            defer { yaml_event_delete(&event) }
            if event.type == YAML_STREAM_END_EVENT { return finish() }
            if event.type == YAML_DOCUMENT_START_EVENT { startDocument(event) }
            guard documents <= 1 else { continue }
            guard builder.take(event) else { return nil }
        }
    }

    private mutating func startDocument(_ event: yaml_event_t) {
        documents += 1
        if documents == 2 {
            log.error(
                "several-documents", "a graph file is one YAML document, and here a second begins",
                remedy: "remove the line '---', or move what follows to a file of its own and name it under include:",
                at: Site(file: file, event.start_mark))
        }
    }

    private func finish() -> GraphNode? {
        guard let root = builder.root else {
            log.error(
                "empty-file", "the file holds no YAML document", remedy: "begin it with 'sluice: 1'",
                at: Site(file: file, line: 1, column: 1))
            return nil
        }
        return root
    }
}

extension Site {
    /// The place of a libyaml mark.
    init(file: String, _ mark: yaml_mark_t) {
        self.init(file: file, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }
}
