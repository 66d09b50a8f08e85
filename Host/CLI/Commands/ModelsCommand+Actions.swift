import HostCore
import HostModels

/// `sluice models list`.
enum ModelsList {
    static func run(_ store: ModelStore, isJSON: Bool) throws(HostError) -> ExitStatus {
        if isJSON {
            let models = store.catalogue.entries.map { entry in
                var object = entry.json.objectValue ?? JSONObject()
                object["path"] = store.file(of: entry).map(JSONValue.string) ?? .null
                return JSONValue.object(object)
            }
            try Console.out(JSONValue.array(models).prettyText + "\n")
            return .done
        }
        var table = TextTable(["model", "decoder", "licence", "here", "size"], leftColumns: 4)
        for entry in store.catalogue.entries {
            let here = store.file(of: entry) == nil ? "no" : "yes"
            table.add([entry.name, entry.decoder, entry.licence, here, Figures.bytes(entry.size_bytes)])
        }
        try Console.out((table.isEmpty ? ["the catalogue is empty"] : table.lines()).joined(separator: "\n") + "\n")
        return .done
    }
}

/// `sluice models get`.
enum ModelsGet {
    static func run(
        _ store: ModelStore, _ name: String?, _ arguments: Arguments, isJSON: Bool
    ) throws(HostError) -> ExitStatus {
        let entries = try wanted(store, name, all: arguments.has(ModelsCommand.all.name))
        let folder = arguments.text(ModelsCommand.from.name)
        var worst = ExitStatus.done
        var results: [JSONValue] = []
        for entry in entries {
            do throws(HostError) {
                let path = try get(store, entry, from: folder)
                results.append(["name": .string(entry.name), "path": .string(path)])
                if !isJSON { try Console.out("\(entry.name): \(path)\n") }
            } catch {
                // One that cannot be had keeps nobody from the others.
                guard entries.count > 1 else { throw error }
                results.append(["name": .string(entry.name), "error": .string(error.message)])
                Console.message("sluice: error: \(error)\n")
                let status = ExitStatus(rawValue: error.code.exitStatus) ?? .failed
                worst = worst == .done || worst == .missing ? status : worst
            }
        }
        if isJSON { try Console.out(JSONValue.array(results).prettyText + "\n") }
        return worst
    }

    private static func get(
        _ store: ModelStore, _ entry: ModelEntry, from folder: String?
    ) throws(HostError) -> String {
        if case .present(let path) = try store.state(of: entry) { return path }
        if let folder { return try store.take(entry, from: folder) }
        let terminal = Terminal()
        if terminal.isInteractive {
            Console.message("\(entry.name), \(Figures.bytes(entry.size_bytes)), \(entry.licence), from \(entry.url)\n")
        }
        return try store.fetch(entry, showsProgress: terminal.isInteractive)
    }

    private static func wanted(_ store: ModelStore, _ name: String?, all: Bool) throws(HostError) -> [ModelEntry] {
        if all, name == nil { return store.catalogue.entries }
        guard let name, !all else {
            throw HostError(
                .usage, "sluice models get needs the name of a model, or --all; 'sluice models list' shows them")
        }
        guard let entry = store.catalogue.entry(named: name) else { throw store.catalogue.unknown(name) }
        return [entry]
    }
}

/// `sluice models verify`.
enum ModelsVerify {
    static func run(_ store: ModelStore, _ name: String?, isJSON: Bool) throws(HostError) -> ExitStatus {
        var entries = store.catalogue.entries
        if let name {
            guard let entry = store.catalogue.entry(named: name) else { throw store.catalogue.unknown(name) }
            entries = [entry]
        }
        var status = ExitStatus.done
        var results: [JSONValue] = []
        for entry in entries {
            let state = try store.state(of: entry)
            let (word, path) = word(state)
            results.append(
                ["name": .string(entry.name), "state": .string(word), "path": path.map(JSONValue.string) ?? .null])
            if !isJSON { try Console.out("\(entry.name): \(word)\(path.map { " (\($0))" } ?? "")\n") }
            if case .different(let path, let sum) = state {
                status = .failed
                Console.message(
                    "sluice: error: \(path) is not the model '\(entry.name)' of the catalogue: its SHA-256 is \(sum), and "
                        + "\(entry.sha256) is expected; remove it and run 'sluice models get \(entry.name)'\n")
            }
            if word == "absent", name != nil { status = .missing }
        }
        if isJSON { try Console.out(JSONValue.array(results).prettyText + "\n") }
        return status
    }

    private static func word(_ state: ModelStore.State) -> (String, String?) {
        switch state {
        case .present(let path): ("fine", path)
        case .different(let path, _): ("different", path)
        case .absent: ("absent", nil)
        }
    }
}
