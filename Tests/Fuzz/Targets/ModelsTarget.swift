import CHostShim
import Glibc
import HostCore
import HostModels

extension FuzzTarget {
    /// Catalogues of models.
    static let models = FuzzTarget(
        name: "models", seeds: { [FuzzFiles.read(FuzzFiles.root + "/models/catalogue.json")] },
        words: [
            "\"models\"", "\"name\"", "\"file\"", "\"sha256\"", "\"size_bytes\"", "\"url\"", "\"..\"", "\"a/b\"",
            "null",
            "-1", "1e30", "99999999999999999999", "\"\"", "[]", "{}", "\\u0000",
        ]
    ) { bytes in
        let file = shim_memory_file("sluice-fuzz", UInt64(bytes.count))
        guard file >= 0 else { return "no memory file" }
        defer { close(file) }
        _ = bytes.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
        let catalogue: ModelCatalogue
        do throws(HostError) {
            catalogue = try ModelCatalogue(files: ["/proc/self/fd/\(file)"])
        } catch {
            return error.message.isEmpty ? "a refusal without a reason" : nil
        }
        for entry in catalogue.entries {
            if entry.file.contains("/") || entry.size_bytes <= 0 || catalogue.entry(named: entry.name) == nil {
                return "an entry that should have been refused: \(entry)"
            }
        }
        return (try? JSONValue.parse(catalogue.text)) == nil ? "a catalogue that is no JSON" : nil
    }
}
