import CSluice
import PluginSDK
import SwiftMisbehavingStage

private let library = PluginLibrary(
    "org.example.swift-misbehaving", .stage(Misbehaving.self), .stage(Walkers.self), .stage(Delay.self),
    .stage(Gatherer.self), .stage(Hoarder.self))

/// The one symbol that the host looks up.
@c @implementation
public func sluice_plugin_entry_v1(
    _ major: UInt32, _ minor: UInt32, _ whyNot: UnsafePointer<sluice_text_sink>?
) -> UnsafePointer<sluice_library>? { library.enter(major, minor, whyNot) }
