import Glibc
import PluginSDK

/// What can be said about a model's file before the runtime reads it, and about its refusal after.
enum ModelFile {
    private static let limit_bytes = 4 << 30

    static func check(_ path: String) throws(StageError) {
        var facts = stat()
        guard stat(path, &facts) == 0 else {
            throw StageError(.missing, "the model file \(path) cannot be read: \(Files.reason(errno))")
        }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw StageError(.configuration, "the model \(path) is not a file")
        }
        guard facts.st_size > 0 else { throw StageError(.configuration, "the model file \(path) is empty") }
        guard facts.st_size <= limit_bytes else {
            throw StageError(.configuration, "the model file \(path) is larger than 4 GiB")
        }
        guard access(path, R_OK) == 0 else {
            throw StageError(.io, "the model file \(path) cannot be read: \(Files.reason(errno))")
        }
        if path.hasSuffix(".xml"), access(String(path.dropLast(4)) + ".bin", R_OK) != 0 {
            throw StageError(
                .missing,
                "the weights of \(path) are missing: an OpenVINO model has a file of the same name that ends "
                    + "in .bin beside it")
        }
    }

    /// Why the runtime did not read a file: an operator that it lacks, or a file that is no model.
    static func refusal(_ path: String, _ reason: String) -> StageError {
        let text = reason.lowercased()
        let isOperator =
            text.contains("not support the following") || text.contains("unsupported")
            || text.contains("not supported") || text.contains("no conversion rule")
            || text.contains("unknown operation") || text.contains("while validating onnx node")
        if isOperator { return StageError(.unsupported, "OpenVINO cannot run the model \(path): \(reason)") }
        return StageError(
            .configuration, "\(path) is no ONNX or OpenVINO model, or a damaged one: \(reason)")
    }
}

extension String {
    fileprivate func contains(_ other: String) -> Bool {
        let (text, part) = (Array(utf8), Array(other.utf8))
        guard part.count <= text.count else { return false }
        return (0...(text.count - part.count)).contains { text[$0...].starts(with: part) }
    }
}
