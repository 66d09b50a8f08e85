// swift-tools-version: 6.3
import PackageDescription

// What plugin authors get, as a package of its own: `sluice new --language swift` depends on it by path.
let views: [SwiftSetting] = [.enableExperimentalFeature("Lifetimes")]

let package = Package(
    name: "sdk",
    products: [
        .library(name: "PluginSDK", type: .static, targets: ["CSluice", "PluginSDK"]),
        .library(name: "SluiceVision", type: .static, targets: ["SluiceVision"]),
        .library(name: "SluiceTestKit", type: .static, targets: ["SluiceTestKit"]),
    ],
    targets: [
        .target(name: "CSluice", path: "CABI", exclude: ["layout"], linkerSettings: [.linkedLibrary("m")]),
        .target(name: "PluginSDK", dependencies: ["CSluice"], path: "Swift", swiftSettings: views),
        .target(name: "CSluiceVision", path: "VisionKernels", linkerSettings: [.linkedLibrary("m")]),
        .target(name: "SluiceVision", dependencies: ["CSluiceVision", "PluginSDK"], path: "Vision"),
        .target(name: "SluiceTestKit", dependencies: ["CSluice", "PluginSDK"], path: "TestKit"),
    ],
    swiftLanguageModes: [.v6], cLanguageStandard: .c11)
