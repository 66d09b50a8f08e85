import HostCore

/// What a child has told, read as a stranger's: the plugin lives in the same process.
struct ChildAnswer {
    private(set) var place = ""
    private(set) var guards: [(id: String, text: String)] = []
    private(set) var notes: [String] = []
    private(set) var digest: String?
    private(set) var end: (word: String, text: String)?

    init(_ bytes: [UInt8]) {
        for line in bytes.split(separator: 10) {
            guard let json = try? JSONValue.parse(Array(line)) else { continue }
            if let text = json["at"]?.stringValue { place = text }
            if let id = json["guard"]?.stringValue, Guard(rawValue: id) != nil, guards.count < 64 {
                guards.append((id, json["text"]?.stringValue ?? ""))
            }
            if let text = json["note"]?.stringValue, notes.count < 16 { notes.append(text) }
            if let text = json["digest"]?.stringValue { digest = text }
            if let word = json["end"]?.stringValue { end = (word, json["text"]?.stringValue ?? "") }
        }
    }

    /// The place in words, for messages.
    var placeText: String {
        switch place {
        case "": "before the library was loaded"
        case "opening": "while it was loaded (constructors)"
        case "entering": "in its entry function"
        case "describing": "in describe"
        case "after destroy": "after destroy had returned"
        default: "in or after \(place)"
        }
    }
}
