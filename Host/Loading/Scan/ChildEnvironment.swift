import Glibc

/// The environment of a child that runs a plugin's code.
package enum ChildEnvironment {
    /// This process's own, as `NAME=value`, with Swift's crash reporter off: it takes seconds, which count as a hang.
    package static func current() -> [String] {
        var variables: [String] = []
        var next = environ
        while let text = next.pointee {
            let variable = String(cString: text)
            if !variable.hasPrefix("SWIFT_BACKTRACE=") { variables.append(variable) }
            next += 1
        }
        variables.append("SWIFT_BACKTRACE=enable=no")
        return variables
    }

    /// The value of a variable; `nil` when unset or empty.
    static func value(_ name: String) -> String? {
        guard let text = getenv(name) else { return nil }
        let value = String(cString: text)
        return value.isEmpty ? nil : value
    }
}
