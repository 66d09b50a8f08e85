import CSluice
import CorpusSwiftStage
import PluginSDK

private let library = PluginLibrary(
    "org.example.corpus-swift", .stage(Bars.self), .stage(Brighter.self), .stage(Brightest.self), .stage(Means.self),
    .stage(Together.self))

/// The one symbol that the host looks up.
@c @implementation
public func sluice_plugin_entry_v1(
    _ major: UInt32, _ minor: UInt32, _ whyNot: UnsafePointer<sluice_text_sink>?
) -> UnsafePointer<sluice_library>? { library.enter(major, minor, whyNot) }
