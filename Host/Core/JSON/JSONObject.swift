/// The members of a JSON object, in the order in which they were written. Keys are unique.
public struct JSONObject: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// A key and its value.
    public struct Member: Sendable, Hashable {
        /// The name.
        public let key: String
        /// What it stands for.
        public var value: JSONValue

        /// A member.
        public init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// All members in order.
    public private(set) var members: [Member]

    /// No members.
    public init() { members = [] }

    /// The given members; of two with one key the later value stays, at the earlier place.
    public init(_ pairs: [(String, JSONValue)]) {
        self.init()
        for (key, value) in pairs { self[key] = value }
    }

    /// The given members.
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }

    /// The given members, whose keys the caller knows to be unique.
    public init(unique members: [Member]) { self.members = members }

    /// The number of members.
    public var count: Int { members.count }
    /// Whether there are none.
    public var isEmpty: Bool { members.isEmpty }
    /// All keys in order.
    public var keys: [String] { members.map(\.key) }

    /// The value of a key. Setting `nil` removes the member; a new key goes to the end.
    /// - Complexity: O(n).
    public subscript(key: String) -> JSONValue? {
        get { members.first { $0.key == key }?.value }
        set {
            let index = members.firstIndex { $0.key == key }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(key: key, value: value))
            case (nil, nil): break
            }
        }
    }
}
