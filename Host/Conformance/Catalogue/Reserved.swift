/// Ids that have a meaning and no check here, with the reason. They are never given to anything else.
enum Reserved {
    struct Entry: Sendable {
        let id: String
        let slug: String
        let level: Level
        let reason: String

        init(_ id: String, _ slug: String, _ level: Level, _ reason: String) {
            self.id = id
            self.slug = slug
            self.level = level
            self.reason = reason
        }
    }

    static let checks: [Entry] =
        [
            Entry(
                "disc.11", "junk-id", .must,
                "no call of the contract takes the id of a stage: create gets the class table"),
            Entry(
                "abi.11", "layout-golden", .must,
                "tests the host: binaries of each release are loaded by the host's own tests"),
            Entry("cfg.05", "garbage", .must, "tests the host, which checks settings before a plugin sees any"),
            Entry(
                "flow.02", "item-after-end", .must,
                "the host promises that no item follows the end of a stream; a stage need not check"),
            Entry(
                "bad.03", "lying-frame", .must,
                "the host makes every frame; a stage in C cannot tell a size that is a lie"),
            Entry(
                "mem.11", "zero-copy-honest", .should,
                "a port that gives the `same` states a format, and not that nothing is copied"),
            Entry("det.03", "batch-invariance", .should, "the batch extension is a draft"),
            Entry("rt.02", "steady-alloc", .must, "no stage of contract 1.0 can declare that it allocates nothing"),
            Entry("rt.05", "overload", .must, "tests the host's queues"),
            Entry(
                "iso.04", "no-residue", .must,
                "tests the host: its sandbox keeps every stage from leaving a process or a kernel object behind"),
            Entry(
                "iso.05", "host-vanish", .must,
                "tests the host: no stage can keep a worker alive whose host has gone, as the kernel ends it"),
            Entry(
                "state.03", "chunked", .must,
                "restore takes a state in one piece; only save writes pieces, and every collector takes them"),
            Entry("state.05", "cross-version", .must, "needs states saved by released versions"),
            Entry("meta.03", "model-card", .should, "the manifest lists no models; the archive that carries them does"),
        ]
}
