/// Options that several commands share.
enum CommonOptions {
    static let set = OptionSpec(
        "set", .text("KEY.PATH=VALUE"), repeats: true,
        "Replaces a value of the graph file, such as stages.faces.with.backend=hog.")
    static let plugins = OptionSpec(
        "plugins", .text("FOLDER"), repeats: true, "Looks for plugins here first; a folder or one shared object.")
    static let json = OptionSpec("json", "Writes JSON instead of text.")
    static let logLevel = OptionSpec(
        "log-level", .choice(["debug", "info", "warning", "error"]),
        "The least serious log line that is shown; warning unless given.")
    static let help = OptionSpec("help", short: "h", "Shows this text.")

    /// What every command takes.
    static let everywhere = [logLevel, help]
    /// What every command takes that reads a graph.
    static let graph = [set, plugins]
}
