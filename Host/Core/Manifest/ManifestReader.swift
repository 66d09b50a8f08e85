/// Reads members of a manifest's JSON object with errors that name the member and where it is.
struct ManifestReader {
    let object: JSONObject
    let place: String

    init(_ json: JSONValue, at place: String) throws(HostError) {
        guard let object = json.objectValue else {
            throw HostError(
                .plugin, "\(place) of the manifest must be an object; rebuild the plugin with a current SDK")
        }
        self.object = object
        self.place = place
    }

    func error(_ key: String, _ what: String) -> HostError {
        HostError(.plugin, "\(place).\(key) of the manifest \(what); rebuild the plugin with a current SDK")
    }

    func text(_ key: String) throws(HostError) -> String {
        guard let value = object[key] else { throw error(key, "is missing") }
        guard let text = value.stringValue, !text.isEmpty else { throw error(key, "must be text that is not empty") }
        return text
    }

    func text(_ key: String, default fallback: String) throws(HostError) -> String {
        guard let value = object[key] else { return fallback }
        guard let text = value.stringValue else { throw error(key, "must be text") }
        return text
    }

    func texts(_ key: String) throws(HostError) -> [String] {
        guard let value = object[key] else { return [] }
        let texts = value.arrayValue?.compactMap(\.stringValue)
        guard let texts, texts.count == value.arrayValue?.count else { throw error(key, "must be a list of texts") }
        return texts
    }

    func flag(_ key: String) throws(HostError) -> Bool {
        guard let value = object[key] else { return false }
        guard let flag = value.boolValue else { throw error(key, "must be true or false") }
        return flag
    }

    func whole(_ key: String, _ bounds: ClosedRange<Int>, default fallback: Int?) throws(HostError) -> Int {
        guard let value = object[key] else {
            if let fallback { return fallback }
            throw error(key, "is missing")
        }
        guard let number = value.integerValue, let whole = Int(exactly: number), bounds.contains(whole) else {
            throw error(key, "must be a whole number from \(bounds.lowerBound) to \(bounds.upperBound)")
        }
        return whole
    }

    func list(_ key: String) throws(HostError) -> [JSONValue] {
        guard let value = object[key] else { throw error(key, "is missing") }
        guard let list = value.arrayValue else { throw error(key, "must be a list") }
        return list
    }
}
