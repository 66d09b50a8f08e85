// swift-tools-version: 6.3
import PackageDescription

// The package as data: each list below is one layer of docs/architecture; imports point upwards in this file only.

/// `scripts/fuzz` builds everything so that it tells what was reached, in a folder of its own.
let isFuzzed = Context.environment["SLUICE_FUZZER"] != nil

let swift: [SwiftSetting] =
    [.treatAllWarnings(as: .error)] + (isFuzzed ? [.unsafeFlags(["-sanitize=fuzzer", "-enable-testing"])] : [])
let views: [SwiftSetting] = swift + [.enableExperimentalFeature("Lifetimes")]
let c: [CSetting] = [
    .unsafeFlags(["-Wall", "-Wextra", "-Werror"] + (isFuzzed ? ["-fsanitize=fuzzer-no-link"] : []))
]

var targets: [Target] = []
var products: [Product] = []

@MainActor func clang(
    _ name: String, path: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [],
    linked: [String] = []
) {
    targets.append(
        .target(
            name: name, dependencies: dependencies, path: path, exclude: exclude, cSettings: c,
            linkerSettings: linked.map { .linkedLibrary($0) }))
}

@MainActor func module(
    _ name: String, path: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = swift
) {
    targets.append(.target(name: name, dependencies: dependencies, path: path, swiftSettings: settings))
}

@MainActor func system(_ name: String, path: String, pkgConfig: String, apt: String) {
    targets.append(.systemLibrary(name: name, path: path, pkgConfig: pkgConfig, providers: [.apt([apt])]))
}

@MainActor func tool(_ name: String, path: String, _ dependencies: [Target.Dependency]) {
    targets.append(.executableTarget(name: name, dependencies: dependencies, path: path, swiftSettings: swift))
    products.append(.executable(name: name, targets: [name]))
}

/// C++ behind a C header.
@MainActor func native(_ name: String, path: String, flags: [String] = []) {
    targets.append(
        .target(name: name, path: path, cxxSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"] + flags)]))
}

/// A C++ program that runs while Sluice is built.
@MainActor func packer(_ name: String, path: String, linked: [String]) {
    targets.append(
        .executableTarget(
            name: name, path: path, cxxSettings: [.unsafeFlags(["-O2"])],
            linkerSettings: linked.map { .linkedLibrary($0) }))
}

/// A module one file of which is written by a program while Sluice is built.
@MainActor func generated(_ name: String, path: String, by step: String, at stepPath: String, running tool: String) {
    targets.append(
        .plugin(name: step, capability: .buildTool(), dependencies: [.target(name: tool)], path: stepPath))
    targets.append(.target(name: name, path: path, swiftSettings: swift, plugins: [.plugin(name: step)]))
}

/// A shipped plugin is two targets: the stage, which tests link, and its entry, which becomes the shared object.
@MainActor func plugin(
    _ name: String, id: String, in folder: String = "Plugins", _ dependencies: [Target.Dependency] = [],
    test: [Target.Dependency]? = nil
) {
    let home = folder == "Plugins" ? "Plugins/\(name)" : "\(folder)/\(id)"
    module("\(name)Stage", path: "\(home)/Stage", ["PluginSDK"] + dependencies)
    targets.append(
        .target(
            name: "\(name)Entry", dependencies: ["CSluice", "PluginSDK", .target(name: "\(name)Stage")],
            path: "\(home)/Entry", swiftSettings: swift,
            linkerSettings: [
                .unsafeFlags([
                    "-Xlinker", "--version-script=PluginSDK/plugin.version", "-Xlinker", "-z", "-Xlinker", "defs",
                    "-Xlinker", "--build-id=sha1",
                ])
            ]))
    products.append(.library(name: id, type: .dynamic, targets: ["\(name)Entry"]))
    if let test {
        tests("\(name)Tests", path: "Tests/Plugins/\(name)", [.target(name: "\(name)Stage"), "SluiceTestKit"] + test)
    }
}

@MainActor func tests(_ name: String, path: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) {
    targets.append(
        .testTarget(name: name, dependencies: dependencies, path: path, resources: resources, swiftSettings: swift))
}

// The contract, and what plugin authors get.
clang("CSluice", path: "PluginSDK/CABI", exclude: ["layout"], linked: ["m"])
module("PluginSDK", path: "PluginSDK/Swift", ["CSluice"], settings: views)
module("SluiceTestKit", path: "PluginSDK/TestKit", ["CSluice", "PluginSDK"])
tests("SluiceTestKitTests", path: "Tests/TestKit", ["CSluice", "PluginSDK", "SluiceTestKit"])
clang("CSluiceVision", path: "PluginSDK/VisionKernels", linked: ["m"])
module("TestMaterial", path: "Tests/Material", ["SluiceTestKit"])
module("SluiceVision", path: "PluginSDK/Vision", ["CSluiceVision", "PluginSDK"])
tests("SluiceVisionTests", path: "Tests/Vision", ["CSluiceVision", "SluiceTestKit", "SluiceVision"])

// The host.
module("HostCore", path: "Host/Core", ["CHostShim", "CSluice"])
tests("HostCoreTests", path: "Tests/HostCore", ["CHostShim", "CSluice", "HostCore"])
system("CYAML", path: "Host/C/YAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev")
clang("CHostShim", path: "Host/C/HostShim")
module("HostMemory", path: "Host/Memory", ["CHostShim", "CSluice", "HostCore"])
module("HostGraph", path: "Host/Graph", ["CYAML", "HostCore"])
tests("HostGraphTests", path: "Tests/HostGraph", ["CYAML", "HostCore", "HostGraph"])
module("HostLoading", path: "Host/Loading", ["CChecksum", "CHostShim", "CSluice", "HostCore", "HostSandbox"])
tests(
    "HostLoadingTests", path: "Tests/HostLoading",
    ["CHostShim", "CSluice", "HostCore", "HostLoading", "HostSandbox", "TestPlugins"])
module("TestPlugins", path: "Tests/Support/Plugins")
module("HostRuntime", path: "Host/Runtime", ["CHostShim", "CSluice", "HostCore", "HostGraph", "HostMemory"])
tests(
    "HostRuntimeTests", path: "Tests/HostRuntime",
    ["CSluice", "HostCore", "HostGraph", "HostMemory", "HostRuntime", "PluginSDK"])

system(
    "CGStreamerVideo", path: "Host/C/GStreamerVideo", pkgConfig: "gstreamer-video-1.0",
    apt: "libgstreamer-plugins-base1.0-dev")
clang("CGStreamer", path: "Host/C/GStreamer", ["CGStreamerVideo"])
module("HostCapture", path: "Host/Capture", ["HostCore", "HostMemory", "CGStreamer"])
tests("HostCaptureTests", path: "Tests/HostCapture", ["HostCapture", "HostCore", "HostMemory"])

clang("CRecording", path: "Host/C/Recording", linked: ["zstd", "xxhash"])
module("HostReplay", path: "Host/Replay", ["CRecording", "CSluice", "HostCore", "HostMemory"])
module("Recordings", path: "Tests/Support/Recordings", ["CSluice", "HostCore", "HostMemory", "HostReplay"])
tests(
    "HostReplayTests", path: "Tests/HostReplay",
    ["CRecording", "CSluice", "HostCore", "HostMemory", "HostReplay", "Recordings", "SluiceTestKit"])
module("HostControl", path: "Host/Control", ["CHostShim", "HostCore"])
tests("HostControlTests", path: "Tests/HostControl", ["CHostShim", "HostControl", "HostCore"])
system("CGLib", path: "Host/C/GLib", pkgConfig: "glib-2.0", apt: "libglib2.0-dev")
clang("CChecksum", path: "Host/C/Checksum", ["CGLib"])
module("HostModels", path: "Host/Models", ["CChecksum", "HostCore"])

tests("HostModelsTests", path: "Tests/HostModels", ["HostCore", "HostModels"])

// Packages.
clang("CArchive", path: "Host/C/Archive", linked: ["dl"])
module("HostPackages", path: "Host/Packages", ["CArchive", "HostCore", "HostLoading", "HostModels"])
tests(
    "HostPackagesTests", path: "Tests/HostPackages",
    ["HostCore", "HostLoading", "HostModels", "HostPackages", "TestPlugins"])

// The programs.
tool(
    "sluice-worker", path: "Host/Worker",
    ["HostConformance", "HostCore", "HostIsolation", "HostLoading", "HostSandbox"])
tool(
    "sluice", path: "Host/CLI",
    [
        "CHostShim", "HostBench", "HostCapture", "HostConformance", "HostControl", "HostCore", "HostGraph",
        "HostIsolation", "HostLoading", "HostMemory", "HostModels", "HostPackages", "HostReplay", "HostRuntime",
        "HostSandbox",
    ])
tests("HostCLITests", path: "Tests/HostCLI", ["HostCore", "TestMedia", "TestPlugins", "sluice"])

// Isolation.
module("HostSandbox", path: "Host/Sandbox", ["CHostShim", "HostCore"])
clang("CProbeActions", path: "Tests/Support/ProbeActions")
tool("sandbox-probe", path: "Tests/Support/SandboxProbe", ["CProbeActions", "HostCore", "HostSandbox"])
tests("HostSandboxTests", path: "Tests/HostSandbox", ["CHostShim", "HostCore", "HostSandbox", "sandbox-probe"])
module(
    "HostIsolation", path: "Host/Isolation",
    ["CHostShim", "CSluice", "HostCore", "HostLoading", "HostMemory", "HostSandbox"])
tests(
    "HostIsolationTests", path: "Tests/HostIsolation",
    ["CHostShim", "CSluice", "HostCore", "HostIsolation", "HostMemory"])

// Broken on purpose, for the tests of supervision.
plugin("SwiftMisbehaving", id: "swift-misbehaving", in: "Tests/Fixtures/SwiftPlugins")

// Conformance.
module(
    "HostConformance", path: "Host/Conformance",
    ["CHostShim", "CSluice", "HostCore", "HostIsolation", "HostLoading", "HostMemory", "HostSandbox"])
targets.append(
    .testTarget(
        name: "HostConformanceTests", dependencies: ["CHostShim", "HostConformance", "HostCore", "HostLoading"],
        path: "Tests/Conformance", exclude: ["Mutants", "SwiftMutants"], swiftSettings: swift))

// Measuring plugins: the program that measures counts allocations by replacing malloc, so it is one of its own.
module("HostBench", path: "Host/Bench", ["CHostShim", "HostConformance", "HostCore", "HostLoading", "HostSandbox"])
clang("CAllocationCount", path: "Host/C/AllocationCount")
tool(
    "sluice-meter", path: "Host/Meter",
    [
        "CAllocationCount", "CHostShim", "CSluice", "HostBench", "HostCapture", "HostCore", "HostGraph", "HostLoading",
        "HostMemory", "HostModels", "HostRuntime",
    ])
// What comes from outside. The fuzzer's own program needs -sanitize=fuzzer: scripts/fuzz builds it, and nobody else.
let fuzzed: [Target.Dependency] = [
    "CHostShim", "CRecording", "CSluice", "HostControl", "HostCore", "HostGraph", "HostIsolation", "HostLoading",
    "HostMemory", "HostModels", "HostReplay", "HostSandbox", "Recordings",
]
if isFuzzed {
    targets.append(
        .executableTarget(
            name: "sluice-fuzz", dependencies: fuzzed, path: "Tests/Fuzz",
            exclude: ["Corpus", "FuzzTests.swift", "Regressions", "Support"], swiftSettings: swift,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]))
    products.append(.executable(name: "sluice-fuzz", targets: ["sluice-fuzz"]))
} else {
    targets.append(
        .testTarget(
            name: "FuzzTests", dependencies: fuzzed + ["SluiceTestKit"], path: "Tests/Fuzz",
            exclude: ["Corpus", "Driver", "Regressions"], swiftSettings: swift))
}

// What the benchmarks wear out.
tool(
    "sluice-churn", path: "Tests/Benchmarks/Churn",
    [
        "CHostShim", "CSluice", "HostCapture", "HostCore", "HostGraph", "HostLoading", "HostMemory", "HostRuntime",
    ])

// Stages that ship.
plugin("Passthrough", id: "passthrough", test: [])
native("CFaceHOG", path: "Plugins/FaceDetector/HOG", flags: ["-O2"])
native("CFaceHOGReference", path: "Tests/Plugins/FaceDetectorReference", flags: ["-O2"])
packer("face-hog-pack", path: "Plugins/FaceDetector/Pack", linked: [":libdlib.a", "m"])
generated(
    "FaceHOGModel", path: "Plugins/FaceDetector/Model", by: "PackFaceHOG", at: "Plugins/FaceDetector/Embed",
    running: "face-hog-pack")
plugin(
    "FaceDetector", id: "face-detector",
    ["CFaceHOG", "FaceHOGModel", "Inference", "InferenceDecoders", "InferenceDetection", "SluiceVision"],
    test: ["CFaceHOG", "CFaceHOGReference", "FaceHOGModel", "Inference", "InferenceDecoders", "TestMaterial"])
plugin("Tracker", id: "tracker", test: ["TestMaterial"])
plugin("BestShot", id: "best-shot", test: [])
plugin("Overlay", id: "overlay", ["SluiceVision"], test: [])
plugin("QualityScorer", id: "quality-scorer", ["SluiceVision"], test: ["TestMaterial"])
plugin("Convert", id: "convert", ["SluiceVision"], test: [])
plugin("ResolutionCropper", id: "resolution-cropper", ["SluiceVision"], test: [])
plugin("RecordSink", id: "record-sink", test: [])
plugin("NullSink", id: "null-sink", test: [])
clang("CImageCodec", path: "Plugins/ImageSink/Codec", linked: ["png16", "jpeg"])
clang("CImageDecode", path: "Tests/Support/ImageDecode", linked: ["png16", "jpeg"])
plugin("ImageSink", id: "image-sink", ["CImageCodec"], test: ["CImageDecode"])

// Coding and transport.
module("RTP", path: "Plugins/RTP")
clang("CSockets", path: "Plugins/Network/Sockets")
module("NetworkLink", path: "Plugins/Network/Link", ["CSockets", "PluginSDK"])
plugin("RTPPacker", id: "rtp-packer", ["RTP"])
plugin("RTPUnpacker", id: "rtp-unpacker", ["RTP"])
plugin("UDPSink", id: "udp-sink", ["NetworkLink"])
plugin("UDPSource", id: "udp-source", ["NetworkLink", "RTP"])
plugin("TCPSink", id: "tcp-sink", ["NetworkLink"])
plugin("TCPSource", id: "tcp-source", ["NetworkLink", "RTP"])
plugin("H264FileSource", id: "h264-file-source", ["RTP"])
tests("RTPTests", path: "Tests/Plugins/RTP", ["RTP", "SluiceTestKit", "TestMaterial"])
tests(
    "RTPStagesTests", path: "Tests/Plugins/RTPStages",
    [
        "DecoderStage", "EncoderStage", "H264FileSourceStage", "NetworkLink", "RTP", "RTPPackerStage",
        "RTPUnpackerStage", "SluiceTestKit", "TCPSinkStage", "TCPSourceStage", "TestMaterial", "TestMedia",
        "UDPSinkStage", "UDPSourceStage",
    ])
module("TestMedia", path: "Tests/Support/Media", ["PluginSDK", "SluiceTestKit"])
clang("CVideoEncoder", path: "Plugins/Encoder/Codec", linked: ["avcodec", "avutil"])
plugin("Encoder", id: "encoder", ["CVideoEncoder", "CImageCodec"], test: ["TestMedia"])
clang("CMediaMux", path: "PluginSDK/MediaMux", linked: ["avformat", "avcodec", "avutil"])
module("SluiceMedia", path: "PluginSDK/Media", ["CMediaMux", "PluginSDK"])
plugin("FileSink", id: "file-sink", ["SluiceMedia"], test: ["EncoderStage", "SluiceMedia", "TestMedia"])
plugin("ClipSink", id: "clip-sink", ["SluiceMedia"], test: ["EncoderStage", "SluiceMedia", "TestMedia"])
clang("CVideoDecoder", path: "Plugins/Decoder/Codec", linked: ["avcodec", "avutil"])
plugin("Decoder", id: "decoder", ["CVideoDecoder"], test: ["EncoderStage", "TestMaterial", "TestMedia"])

// Inference.
clang("COpenVINO", path: "Plugins/Inference/OpenVINO", linked: ["dl"])
module("InferenceDecoders", path: "Plugins/Inference/Decoders", ["PluginSDK"], settings: views)
module(
    "Inference", path: "Plugins/Inference/Runtime", ["COpenVINO", "InferenceDecoders", "PluginSDK"], settings: views)
module(
    "InferenceDetection", path: "Plugins/Inference/Detection",
    ["Inference", "InferenceDecoders", "PluginSDK", "SluiceVision"])

tests("InferenceDecodersTests", path: "Tests/InferenceDecoders", ["InferenceDecoders", "PluginSDK", "SluiceTestKit"])
plugin(
    "ObjectDetector", id: "object-detector", ["Inference", "InferenceDecoders", "InferenceDetection", "SluiceVision"],
    test: ["Inference", "TestMaterial"])
tests(
    "InferenceTests", path: "Tests/Plugins/Inference",
    ["Inference", "InferenceDecoders", "PluginSDK", "SluiceTestKit", "TestMaterial"], resources: [.copy("Recorded")])
plugin("Infer", id: "infer", ["Inference", "InferenceDecoders", "SluiceVision"], test: ["Inference", "TestMaterial"])

// Scenes and objects.
plugin("RegionsFromFile", id: "regions-from-file", test: ["RecordSinkStage", "TestMaterial"])
plugin("CompletenessScorer", id: "completeness-scorer", test: [])
plugin("DefectRepair", id: "defect-repair", ["SluiceVision"], test: ["TestMaterial"])
plugin("FrameStability", id: "frame-stability", ["SluiceVision"], test: ["TestMaterial"])

// Broken on purpose, for the conformance suite.
plugin("SwiftMutants", id: "swift-mutants", in: "Tests/Conformance/SwiftMutants")

// The example of docs/writing-a-stage.md.
plugin("Brightness", id: "brightness", in: "examples", test: [])

// Compatibility of binaries: docs/compatibility.md.
plugin("CorpusSwift", id: "corpus-swift", in: "Tests/Compatibility")

let package = Package(
    name: "Sluice", products: products, targets: targets, swiftLanguageModes: [.v6], cLanguageStandard: .c11,
    cxxLanguageStandard: .cxx17)
