import HostCore

/// Goes through the places and lists the libraries in them, in order; says what is wrong with a place.
struct PlaceSearch {
    /// Places that are there and may be trusted.
    private(set) var places: [PluginPlace] = []
    /// Paths of all files named `.so` in them.
    private(set) var libraries: [String] = []
    /// Places that are not there or may not be trusted.
    private(set) var findings: [Finding] = []

    init(_ places: [PluginPlace]) {
        for place in places where !self.places.contains(where: { $0.path == place.path }) { search(place) }
    }

    private mutating func search(_ place: PluginPlace) {
        do throws(ErrorNumber) {
            let facts = try FileFacts(place.path)
            if let distrust = facts.distrust {
                report(place, "untrusted-plugins", "\(place.path) \(distrust)", remedy: "")
                return
            }
            let found = facts.isFolder ? try Self.libraries(in: place.path) : [place.path]
            places.append(place)
            libraries += found
        } catch {
            if place.origin == .installed || place.origin == .user, error.isAbsence { return }
            report(
                place, "missing-plugins", "plugins are not looked for in \(place.path): \(error)",
                remedy: place.remedy)
        }
    }

    /// Libraries in a folder by name; hidden files are left out: they may be copies under way.
    private static func libraries(in folder: String) throws(ErrorNumber) -> [String] {
        try Paths.list(folder).filter { $0.hasSuffix(".so") && !$0.hasPrefix(".") }.map { Paths.join(folder, $0) }
    }

    private mutating func report(_ place: PluginPlace, _ code: String, _ message: String, remedy: String) {
        switch place.origin {
        case .graph(let site): findings.append(Finding(.error, code, message, remedy: remedy, at: site))
        case .commandLine: findings.append(Finding(.error, code, message, remedy: remedy, at: Site()))
        case .environment, .user, .installed:
            findings.append(Finding(.warning, code, message, remedy: remedy, at: Site()))
        }
    }
}

extension PluginPlace {
    fileprivate var remedy: String {
        switch origin {
        case .graph: "name a folder that is there, relative to this file, or take it out"
        case .commandLine: "name a folder that is there"
        case .environment: "correct $SLUICE_PLUGIN_PATH"
        case .user: "make it readable"
        case .installed: "install Sluice again"
        }
    }
}
