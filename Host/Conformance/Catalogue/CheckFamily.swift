/// What the first part of an id stands for.
enum CheckFamily {
    static let titles = [
        "disc": "discovery and loading", "abi": "tables and versions", "life": "life cycle", "cfg": "configuration",
        "port": "ports and formats", "mem": "memory", "thr": "threads", "det": "determinism", "rt": "time",
        "flow": "flow of items", "bad": "bad input", "iso": "isolation", "state": "saved state",
        "meta": "what a plugin says about itself", "survey": "survey",
    ]
}
