/// Names addresses of another process: image, function, offset. It reads the files' symbol tables and remembers them,
/// so one symbolizer serves all crashes of a run. Files may have been replaced since: names are then wrong or missing,
/// offsets are not.
public struct Symbolizer: Sendable {
    private var tables: [String: SymbolTable?] = [:]

    /// A symbolizer that has read nothing yet.
    public init() {}

    /// Names addresses.
    /// - Parameters:
    ///   - addresses: Where execution stood, then return addresses outwards: those are looked up one byte before, where
    ///     the call is.
    ///   - images: What was mapped.
    public mutating func name(_ addresses: [UInt64], in images: [MappedImage]) -> [NamedFrame] {
        addresses.enumerated().map { index, address in frame(address, isReturn: index > 0, images) }
    }

    /// The file name of the image that an address is in, and the function if it is known.
    public mutating func name(return address: UInt64, in images: [MappedImage]) -> NamedFrame {
        frame(address, isReturn: true, images)
    }

    private mutating func frame(_ address: UInt64, isReturn: Bool, _ images: [MappedImage]) -> NamedFrame {
        let wanted = isReturn && address > 0 ? address - 1 : address
        guard let image = images.first(where: { $0.range.contains(wanted) }), wanted >= image.bias else {
            return NamedFrame(address: address)
        }
        let name = image.path.split(separator: "/").last.map(String.init) ?? image.path
        let offset = wanted - image.bias
        guard let found = table(image.path)?.function(at: offset) else {
            return NamedFrame(address: address, image: name, offset: address - image.bias)
        }
        return NamedFrame(
            address: address, image: name, offset: address - image.bias, symbol: Demangler.text(found.name),
            symbolOffset: address - image.bias - found.start)
    }

    private mutating func table(_ path: String) -> SymbolTable? {
        if let known = tables[path] { return known }
        let table = SymbolTable(path: path)
        tables[path] = .some(table)
        return table
    }
}
