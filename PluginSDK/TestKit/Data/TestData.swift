import Glibc

/// Finds material for tests that is kept outside a repository.
public enum TestData {
    /// The folder named by `SLUICE_TEST_DATA`, or `../shared/data` beside the repository of the given source file.
    public static func root(file: StaticString = #filePath) -> String? {
        if let named = getenv("SLUICE_TEST_DATA") { return existing(String(cString: named)) }
        var folder = "\(file)"
        while let slash = folder.lastIndex(of: "/") {
            folder = String(folder[..<slash])
            guard access(folder + "/Package.swift", F_OK) == 0 else { continue }
            if let found = existing(folder + "/../shared/data") { return found }
        }
        return nil
    }

    /// A path below the root, when it exists.
    public static func path(_ relative: String, file: StaticString = #filePath) -> String? {
        root(file: file).flatMap { existing($0 + "/" + relative) }
    }

    /// Why a test that needs such a path is skipped.
    public static func absence(_ relative: String) -> String {
        "\(relative) is not there: set SLUICE_TEST_DATA to the folder of the test data"
    }

    private static func existing(_ path: String) -> String? { access(path, F_OK) == 0 ? path : nil }
}
