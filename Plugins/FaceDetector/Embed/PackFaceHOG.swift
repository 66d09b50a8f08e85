import PackagePlugin

/// Runs `face-hog-pack` when the detector's model is built.
@main
struct PackFaceHOG: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: Target) async throws -> [Command] {
        let output = context.pluginWorkDirectoryURL.appending(path: "FrontalDetector.swift")
        return [
            .buildCommand(
                displayName: "Unpacking dlib's frontal face detector",
                executable: try context.tool(named: "face-hog-pack").url, arguments: [output.path], inputFiles: [],
                outputFiles: [output])
        ]
    }
}
