import Glibc
import HostCore
import HostLoading

/// `sluice new`.
enum NewCommand: Command {
    private static let language = OptionSpec(
        "language", .choice(PackageTemplate.Language.allCases.map(\.rawValue)), "What the stage is written in; needed.")
    private static let kind = OptionSpec(
        "kind", .choice(PackageTemplate.kinds),
        "What the stage is: it changes pictures, makes them, takes them, or finds things in them. filter unless given.")
    private static let vendor = OptionSpec(
        "vendor", .text("DOMAIN"), "Stands before the name in the stage's id, backwards; org.example unless given.")
    private static let sdk = OptionSpec(
        "sdk", .text("FOLDER"), "Where Sluice is installed; the folder of this program unless given.")

    static let spec = CommandSpec(
        name: "new", summary: "Writes a plugin that builds, passes its tests and keeps the contract.",
        operands: [.init("NAME", "Name of the plugin and of the folder that is made for it here.")],
        options: [language, kind, vendor, sdk, CommonOptions.json],
        examples: [
            .init("sluice new night-filter --language swift", "writes the folder night-filter"),
            .init("sluice new people --language c++ --kind analyzer --vendor com.acme", "com.acme.people, in C++"),
        ],
        notes: [
            "Then: cd NAME; make; make test; make check; make run. The package holds its stage, a test on synthetic "
                + "frames, an example graph, a README and a CI file, and builds where Sluice is installed."
        ],
        statuses: [.done, .failed, .wrong, .missing],
        meanings: [
            .done: "the package is written",
            .failed: "the folder is there already or cannot be written; nothing is left",
            .wrong: "the command line is wrong",
            .missing: "there is no SDK where Sluice is installed",
        ])

    static func run(_ arguments: Arguments) throws(HostError) -> ExitStatus {
        guard let word = arguments.text(language.name), let language = PackageTemplate.Language(rawValue: word) else {
            throw HostError(.usage, "what shall it be written in? give --language swift, c or c++")
        }
        let name = try PackageName(arguments.operands[0], vendor: arguments.text(vendor.name) ?? "org.example")
        let kind = arguments.text(kind.name) ?? PackageTemplate.kinds[0]
        let template = try PackageTemplate(home: arguments.text(sdk.name))
        let files = try template.files(language, kind: kind, name: name)
        try write(files, to: name.text)
        let isJSON = arguments.has(CommonOptions.json.name)
        try Console.out(isJSON ? json(name, language, kind, files) : text(name, files))
        return .done
    }

    /// Everything into a folder beside the new one, which then gets its name: the package is there as a whole or not at all.
    private static func write(_ files: [PackageTemplate.File], to folder: String) throws(HostError) {
        var status = stat()
        guard lstat(folder, &status) != 0 else {
            throw HostError(.file, "'\(folder)' is there already; give another name, or remove it")
        }
        let part = ".\(folder).\(getpid()).part"
        guard mkdir(part, 0o777) == 0 else {
            throw HostError(
                .file, "the folder '\(folder)' cannot be made here: \(SystemError.text(errno)); go where you may write")
        }
        var places: [String] = [part]
        do throws(HostError) {
            for file in files {
                let place = Paths.folder("\(part)/\(file.path)")
                try OutputFile.makeFolder(place, for: "the plugin")
                try OutputFile.write(file.text, to: "\(part)/\(file.path)", for: "the plugin")
            }
            guard rename(part, folder) == 0 else {
                throw HostError(.file, "the folder '\(folder)' cannot be made: \(SystemError.text(errno))")
            }
        } catch {
            for file in files.reversed() {
                unlink("\(part)/\(file.path)")
                places.append(Paths.folder("\(part)/\(file.path)"))
            }
            removeFolders(places)
            throw HostError(error.code, error.message.replacing(part, with: folder))
        }
    }

    /// Folders and those above them, as far as they are empty.
    private static func removeFolders(_ folders: [String]) {
        for folder in folders {
            var place = folder
            while place != ".", rmdir(place) == 0 || errno == ENOENT { place = Paths.folder(place) }
        }
    }

    private static func text(_ name: PackageName, _ files: [PackageTemplate.File]) -> String {
        let list = files.map { "  \(name.text)/\($0.path)\n" }.joined()
        return "wrote \(name.id):\n\(list)next: cd \(name.text) && make && make test && make check && make run\n"
    }

    private static func json(
        _ name: PackageName, _ language: PackageTemplate.Language, _ kind: String, _ files: [PackageTemplate.File]
    ) -> String {
        let value: JSONValue = [
            "id": .string(name.id), "folder": .string(name.text), "language": .string(language.rawValue),
            "kind": .string(kind), "files": .array(files.map { .string($0.path) }),
        ]
        return value.prettyText + "\n"
    }
}
