import Glibc

/// Readable names of functions, by the runtimes that this process has anyway; else as they are in the file.
enum Demangler {
    private typealias Swift =
        @convention(c) (
            UnsafePointer<CChar>?, Int, UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<Int>?, UInt32
        ) -> UnsafeMutablePointer<CChar>?
    private typealias Cxx =
        @convention(c) (
            UnsafePointer<CChar>?, UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<Int>?,
            UnsafeMutablePointer<Int32>?
        ) -> UnsafeMutablePointer<CChar>?

    /// The name for people.
    static func text(_ name: String) -> String {
        if name.hasPrefix("$s") || name.hasPrefix("$S") { return swift(name) ?? name }
        if name.hasPrefix("_Z") { return cxx(name) ?? name }
        return name
    }

    private static func swift(_ name: String) -> String? {
        guard let symbol = dlsym(nil, "swift_demangle") else { return nil }
        return take(unsafeBitCast(symbol, to: Swift.self)(name, name.utf8.count, nil, nil, 0))
    }

    private static func cxx(_ name: String) -> String? {
        guard let symbol = dlsym(nil, "__cxa_demangle") else { return nil }
        return take(unsafeBitCast(symbol, to: Cxx.self)(name, nil, nil, nil))
    }

    private static func take(_ text: UnsafeMutablePointer<CChar>?) -> String? {
        guard let text else { return nil }
        defer { free(text) }
        return String(cString: text)
    }
}
