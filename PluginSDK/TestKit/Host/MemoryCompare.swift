#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

func memoryIsEqual(_ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ bytes: Int) -> Bool {
    memcmp(a, b, bytes) == 0
}
