import CSluice
import PluginSDK
import SwiftMutantsStage

private let library = PluginLibrary(
    "org.example.swift-mutants", .stage(PoolHog.self), .stage(Trap.self), .stage(CycleLeak.self))

/// The one symbol that the host looks up.
@c @implementation
public func sluice_plugin_entry_v1(
    _ major: UInt32, _ minor: UInt32, _ whyNot: UnsafePointer<sluice_text_sink>?
) -> UnsafePointer<sluice_library>? { library.enter(major, minor, whyNot) }
