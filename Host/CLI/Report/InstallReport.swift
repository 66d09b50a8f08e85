import HostCore
import HostPackages

/// What `sluice install` says it has done.
enum InstallReport {
    /// What was installed, and what to write into lists of allowed plugins.
    static func installed(_ outcome: PackageInstaller.Outcome, isJSON: Bool) -> String {
        let contents = outcome.package.contents
        if isJSON {
            let json: JSONValue = [
                "done": .string(outcome.wasThere ? "nothing" : outcome.before == nil ? "installed" : "replaced"),
                "package_sha256": .string(outcome.sha256), "before": outcome.before.map { .string("\($0)") } ?? .null,
                "library": .string(outcome.package.library), "folder": .string(outcome.package.folder),
                "models": .object(JSONObject(outcome.models.sorted { $0.key < $1.key }.map { ($0, .string($1)) })),
                "package": contents.json,
            ]
            return json.prettyText + "\n"
        }
        let stages = contents.stages.map(\.id).joined(separator: ", ")
        let done =
            outcome.wasThere
            ? "\(contents.name) \(contents.version) is installed already"
            : "installed \(contents.name) \(contents.version)"
                + (outcome.before.map { ", in place of \($0)" } ?? "")
        var text = "\(done): \(outcome.package.library)\n  stages   \(stages)\n"
        text += "  licence  \(contents.licences.joined(separator: ", "))\n  sha256   \(contents.sha256)\n"
        if contents.files.contains(where: { $0.role == .docs }) {
            text += "  docs     \(outcome.package.folder)/docs\n"
        }
        for model in contents.models {
            let place =
                outcome.models[model.entry.name]
                ?? "not in the package; 'sluice models get \(model.entry.name)' may have it"
            text += "  model    \(model.entry.name), \(model.entry.licence): \(place)\n"
        }
        return text
    }

    static func removed(_ package: InstalledPackage, isJSON: Bool) -> String {
        let contents = package.contents
        if isJSON {
            let json: JSONValue = [
                "done": "removed", "name": .string(contents.name), "version": .string(contents.version.description),
                "library": .string(package.library),
            ]
            return json.prettyText + "\n"
        }
        let models = contents.models.filter(\.isIncluded).map(\.entry.name)
        let left = models.isEmpty ? "" : "; its models stay: \(models.joined(separator: ", "))"
        return "removed \(contents.name) \(contents.version): \(package.library)\(left)\n"
    }

    /// Lists what is installed. 1 when a file of it is not what the package brought.
    static func list(_ folder: String, isJSON: Bool) throws(HostError) -> ExitStatus {
        let packages = try PackageInstaller.list(folder)
        let all = packages.map { ($0, $0.changedFiles) }
        if isJSON {
            let list = all.map { package, changed -> JSONValue in
                [
                    "library": .string(package.library), "changed": .array(changed.map(JSONValue.string)),
                    "package": package.contents.json,
                ]
            }
            try Console.out(JSONValue.array(list).prettyText + "\n")
        } else {
            try Console.out(text(all, folder))
        }
        return all.allSatisfy { $0.1.isEmpty } ? .done : .failed
    }

    private static func text(_ all: [(InstalledPackage, [String])], _ folder: String) -> String {
        if all.isEmpty { return "no package is installed in \(folder)\n" }
        var table = TextTable(["package", "version", "state", "stages", "sha256"], leftColumns: 5)
        for (package, changed) in all {
            let contents = package.contents
            let state = changed.isEmpty ? "fine" : "changed: \(changed.joined(separator: ", "))"
            let stages = contents.stages.map(\.id).joined(separator: ", ")
            table.add([contents.name, contents.version.description, state, stages, contents.sha256])
        }
        return table.lines().map { $0 + "\n" }.joined()
    }
}
