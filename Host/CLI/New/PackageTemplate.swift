import HostCore
import HostGraph
import HostLoading

/// The templates of `sluice new`: files of the installation, laid over each other.
struct PackageTemplate: Sendable {
    /// What a plugin can be written in.
    enum Language: String, CaseIterable, Sendable {
        case swift
        case c
        case cPlusPlus = "c++"

        /// Folders of templates from which a package is made; later ones add to earlier ones.
        fileprivate func layers(_ kind: String) -> [String] {
            let native = self == .swift ? [] : ["native/\(kind)"]
            return ["shared/common", "shared/\(kind)"] + native + ["\(rawValue)/common", "\(rawValue)/\(kind)"]
        }
    }

    /// A file to be written.
    struct File: Sendable {
        /// From the package's folder.
        let path: String
        let text: String
    }

    static let kinds = ["filter", "source", "sink", "analyzer"]
    private static let limit_bytes = 1 << 20
    private static let mark = ".in"

    /// Where Sluice is installed.
    private let home: String
    private var folder: String { home + "/share/sluice/templates" }

    /// - Parameter home: A folder as `make build` stages it; the one that holds the running program for `nil`.
    /// - Throws: `missing` when it has no templates.
    init(home: String?) throws(HostError) {
        let asked = home ?? Paths.folder(Paths.folder(RunningExecutable.path))
        self.home = Paths.real(asked) ?? asked
        guard (try? Paths.list(folder)) != nil else {
            throw HostError(
                .missing,
                "there are no templates in '\(folder)'; name the folder where Sluice is installed with --sdk")
        }
    }

    /// All files of a new package.
    /// - Throws: `missing` when a template cannot be read.
    func files(_ language: Language, kind: String, name: PackageName) throws(HostError) -> [File] {
        let words = words(language, kind: kind, name: name)
        var files: [File] = []
        for layer in language.layers(kind) {
            for path in try below("\(folder)/\(layer)", "") {
                let text = try read("\(folder)/\(layer)/\(path)")
                files.append(
                    File(path: Self.fill(String(path.dropLast(Self.mark.count)), words), text: Self.fill(text, words)))
            }
        }
        return files.sorted { $0.path < $1.path }
    }

    private func words(_ language: Language, kind: String, name: PackageName) -> [(String, String)] {
        let (title, stage, suffix) =
            switch language {
            case .swift: ("Swift", "Sources/\(name.type)Stage/\(name.type).swift", "swift")
            case .c: ("C", "stage.c", "c")
            case .cPlusPlus: ("C++", "stage.cpp", "cpp")
            }
        return [
            ("@NAME@", name.text), ("@ID@", name.id), ("@TYPE@", name.type), ("@HOME@", home), ("@KIND@", kind),
            ("@LANGUAGE@", title), ("@STAGE@", stage), ("@C@", suffix), ("@DRAFT@", "\(ContractVersion.draft)"),
            ("@CONTAINER@", language == .swift ? "swift:6.3-bookworm" : "debian:bookworm"),
            ("@PACKAGES@", language == .swift ? "curl make" : "curl make gcc g++ pkg-config"),
        ]
    }

    private static func fill(_ text: String, _ words: [(String, String)]) -> String {
        words.reduce(text) { $0.replacing($1.0, with: $1.1) }
    }

    /// Paths of templates below a folder; other files there are nobody's.
    private func below(_ root: String, _ path: String) throws(HostError) -> [String] {
        let names: [String]
        do { names = try Paths.list(root + "/" + path) } catch {
            throw HostError(
                .missing, "the folder '\(root)' of templates cannot be read: \(SystemError.text(error.number))")
        }
        var found: [String] = []
        for name in names where name != "." && name != ".." {
            let inner = path.isEmpty ? name : "\(path)/\(name)"
            if name.hasSuffix(Self.mark) {
                found.append(inner)
            } else if (try? Paths.list("\(root)/\(inner)")) != nil {
                found += try below(root, inner)
            }
        }
        return found
    }

    private func read(_ path: String) throws(HostError) -> String {
        do {
            return String(decoding: try SystemFileReader().read(path, limit_bytes: Self.limit_bytes), as: UTF8.self)
        } catch {
            throw HostError(.missing, "the template '\(path)' cannot be read: \(error.description)")
        }
    }
}
