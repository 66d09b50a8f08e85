import COpenVINO
import InferenceDecoders
import PluginSDK

extension Model {
    /// What a model states about its inputs and outputs, without compiling it.
    /// - Throws: As ``init(path:options:)``.
    public static func describe(path: String) throws(StageError) -> (inputs: [TensorInfo], outputs: [TensorInfo]) {
        try ModelFile.check(path)
        try OpenVINO.open()
        let handle = try read(path)
        defer { ovs_model_free(handle) }
        return (try ports(handle, isOutput: false, path), try ports(handle, isOutput: true, path))
    }
}
