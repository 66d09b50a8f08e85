import HostCore
import HostLoading
import HostModels
import HostPackages

/// `sluice install`.
enum InstallCommand: Command {
    private static let to = OptionSpec(
        "to", .text("FOLDER"), "The folder of plugins; $XDG_DATA_HOME/sluice/plugins (~/.local/share) unless given.")
    private static let sha256 = OptionSpec(
        "sha256", .text("SUM"), "Installs only when the package has this SHA-256, as whoever made it told you.")
    private static let limit = OptionSpec(
        "limit", .text("SIZE"), "The most that the package may unpack to, such as 500MB; 4GB unless given.")
    private static let force = OptionSpec(
        "force", "Replaces a newer version, another build of the same one, or a file that no package brought.")
    private static let list = OptionSpec("list", "Lists the packages that are installed, and checks their files.")
    private static let remove = OptionSpec(
        "remove", .text("ID"), "Removes a package: its name, or the id of one of its stages.")

    static let spec = CommandSpec(
        name: "install", summary: "Verifies a package of a plugin and puts it into a plugin folder; lists and removes.",
        operands: [.init("PACKAGE", optional: true, "What 'sluice pack' wrote.")],
        options: [to, sha256, limit, force, list, remove, CommonOptions.json],
        examples: [
            .init("sluice install dusk-0.1.0-x86_64.tar.zst", "puts it where every graph finds it"),
            .init("sluice install dusk-0.1.0-x86_64.tar.zst --to plugins", "puts it beside one graph"),
            .init("sluice install --list", "what is installed, and whether it is as it came"),
            .init("sluice install --remove dusk", "takes it away again"),
        ],
        notes: [
            "Everything is checked first: names, sizes and SHA-256 of all files, the kind of machine, the contract, and the "
                + "manifest against what the library says in a process of its own. A package is there wholly or not at "
                + "all, also when this program is killed. Sums keep off damage, not forgery: ask whoever made the "
                + "package for its SHA-256 and give it with --sha256."
        ],
        statuses: [.done, .failed, .wrong, .missing],
        meanings: [
            .done: "installed, removed or listed, or all was there already",
            .failed: "the package is damaged or cannot be installed beside what there is, or a listed file was changed",
            .wrong: "the command line is wrong",
            .missing: "this host cannot use the plugin or does not allow it, or what is to be removed is not there",
        ])

    static func run(_ arguments: Arguments) throws(HostError) -> ExitStatus {
        let modes = [arguments.operands.isEmpty ? nil : "PACKAGE", arguments.has(list.name) ? "--list" : nil]
        let given = (modes + [arguments.has(remove.name) ? "--remove" : nil]).compactMap(\.self)
        guard given.count == 1 else {
            throw HostError(
                .usage,
                "sluice install takes one of PACKAGE, --list and --remove"
                    + (given.isEmpty ? "" : ", not \(given.joined(separator: " and "))"))
        }
        guard let folder = arguments.text(to.name) ?? PluginPlace.userFolder else {
            throw HostError(.usage, "neither $XDG_DATA_HOME nor $HOME says where plugins go; name a folder with --to")
        }
        let isJSON = arguments.has(CommonOptions.json.name)
        if arguments.has(list.name) { return try InstallReport.list(folder, isJSON: isJSON) }
        if let id = arguments.text(remove.name) {
            let removed = try PackageInstaller.remove(id, from: folder)
            try Console.out(InstallReport.removed(removed, isJSON: isJSON))
            return .done
        }
        try Console.out(InstallReport.installed(try install(arguments, folder), isJSON: isJSON))
        return .done
    }

    private static func install(
        _ arguments: Arguments, _ folder: String
    ) throws(HostError) -> PackageInstaller.Outcome {
        var order = PackageInstaller.Order(package: arguments.operands[0], folder: folder)
        order.sha256 = arguments.text(sha256.name)
        if let sum = order.sha256, !SHA256.isSum(sum) {
            throw HostError(.usage, "--sha256 takes 64 hexadecimal digits, not '\(sum)'")
        }
        order.isForced = arguments.has(force.name)
        if let text = arguments.text(limit.name) {
            guard let bytes = SizeText.bytes(text) else {
                throw HostError(.usage, "--limit takes a whole number and its unit (kB, MB, GB), not '\(text)'")
            }
            order.limit_bytes = Int64(bytes)
        }
        let installer = PackageInstaller(
            scanner: PluginScanner(workerPath: WorkerProgram.path(), clock: SystemClock()),
            models: try ModelStore(ModelFolders.ofProgram(graph: nil)), allowed: try PluginFolders.allowed())
        return try installer.install(order)
    }
}
