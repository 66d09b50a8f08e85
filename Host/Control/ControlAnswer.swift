import HostCore

/// What a host answers: one line of JSON, `{"ok": true, …}` or `{"ok": false, "error": {"code": …, "message": …}}`.
public enum ControlAnswer {
    /// All went well.
    public static func ok(_ members: JSONObject = JSONObject()) -> JSONValue {
        var all = JSONObject([("ok", .bool(true))])
        for key in members.keys { all[key] = members[key] }
        return .object(all)
    }

    /// Nothing was done, and why.
    public static func refused(_ error: HostError) -> JSONValue {
        [
            "ok": false,
            "error": [
                "code": .string("\(error.code)"), "exit_status": .integer(Int64(error.code.exitStatus)),
                "message": .string(error.description),
            ],
        ]
    }
}
