import HostCore

/// What `sluice plugins` shows: every stage, every library that cannot be used, and where was looked.
public struct PluginsReport: Sendable {
    private let catalogue: PluginCatalogue

    /// A report on a catalogue.
    public init(_ catalogue: PluginCatalogue) { self.catalogue = catalogue }

    /// For people: a table of stages, then what cannot be used and why, then the places.
    public var text: String {
        var text = stagesText
        if !catalogue.refused.isEmpty {
            text += "\nCannot be used:\n"
            for library in catalogue.refused { text += "  \(library.path)\n    \(Self.reason(library))\n" }
        }
        text += warningsText + ambiguityText + placesText
        return text
    }

    private var stagesText: String {
        var table = TextTable("STAGE", "VERSION", "STATE", "LIBRARY")
        for library in catalogue.libraries {
            let state = library.warnings.isEmpty ? "ready" : "ready, with a warning"
            for stage in library.manifest.stages { table.add(stage.id, stage.version, state, library.path) }
        }
        for library in catalogue.refused {
            for id in library.stages { table.add(id, "-", library.failure.kind.rawValue, library.path) }
        }
        let isEmpty = catalogue.libraries.isEmpty && catalogue.refused.allSatisfy(\.stages.isEmpty)
        return isEmpty ? "No stage was found.\n" : table.text()
    }

    private static func reason(_ library: RefusedLibrary) -> String {
        library.failure.message + (library.isRemembered ? " (found by an earlier scan)" : "")
    }

    private var warningsText: String {
        let warned = catalogue.libraries.filter { !$0.warnings.isEmpty }
        guard !warned.isEmpty else { return "" }
        var text = "\nWarnings:\n"
        for (sentence, paths) in Self.grouped(warned) {
            text += paths.map { "  \($0)\n" }.joined() + "    \(sentence)\n"
        }
        return text
    }

    /// Each warning once, with all libraries that it is about.
    private static func grouped(_ libraries: [PluginLibrary]) -> [(String, [String])] {
        var groups: [(String, [String])] = []
        for library in libraries {
            for warning in library.warnings {
                if let index = groups.firstIndex(where: { $0.0 == warning }) {
                    groups[index].1.append(library.path)
                } else {
                    groups.append((warning, [library.path]))
                }
            }
        }
        return groups
    }

    private var ambiguityText: String {
        var text = ""
        for name in catalogue.stages.names {
            if case .ambiguous(let entries) = catalogue.stages.find(name) {
                let paths = entries.map { "\($0.manifest.id) in \($0.library)" }.joined(separator: " and ")
                text += "\n'use: \(name)' is ambiguous: \(paths)\n"
            }
        }
        return text
    }

    private var placesText: String {
        let paths = catalogue.places.map(\.path)
        var text = "\nLooked in: \(paths.isEmpty ? "no folder" : paths.joined(separator: ", "))\n"
        for finding in catalogue.findings { text += "\(finding)\n" }
        return text
    }
}

extension PluginsReport {
    /// For programs: `{"sluice": "1", "stages": […], "libraries": […], "refused": […], "places": […], "findings": […]}`.
    public var json: String {
        let root: JSONValue = [
            "sluice": "1",
            "stages": .array(catalogue.libraries.flatMap(Self.stages)),
            "libraries": .array(catalogue.libraries.map(Self.library)),
            "refused": .array(catalogue.refused.map(Self.refused)),
            "places": .array(catalogue.places.map { .string($0.path) }),
            "findings": .array(catalogue.findings.map(Self.finding)),
        ]
        return root.prettyText + "\n"
    }

    private static func stages(_ library: PluginLibrary) -> [JSONValue] {
        library.manifest.stages.map { stage in
            [
                "id": .string(stage.id), "version": .string(stage.version), "summary": .string(stage.summary),
                "license": .string(stage.license), "library": .string(library.path),
            ]
        }
    }

    private static func library(_ library: PluginLibrary) -> JSONValue {
        [
            "path": .string(library.path), "build_id": .string(library.buildID),
            "name": .string(library.manifest.name), "version": .string(library.manifest.version),
            "contract": .string(library.contract), "source": .string(library.source.rawValue),
            "warnings": .array(library.warnings.map { .string($0) }),
        ]
    }

    private static func refused(_ library: RefusedLibrary) -> JSONValue {
        [
            "path": .string(library.path), "failure": .string(library.failure.kind.rawValue),
            "reason": .string(library.failure.message), "remembered": .bool(library.isRemembered),
            "stages": .array(library.stages.map { .string($0) }),
        ]
    }

    private static func finding(_ finding: Finding) -> JSONValue {
        [
            "severity": .string(finding.severity.rawValue), "code": .string(finding.code),
            "message": .string(finding.message), "remedy": .string(finding.remedy),
            "site": .string(finding.site.description),
        ]
    }
}
