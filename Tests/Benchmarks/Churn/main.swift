// sluice-churn graphs COUNT GRAPH PLUGINS | sluice-churn reconnects COUNT
// Looks at this process's memory, threads and descriptors while things come and go: a line of JSON for each look.
import Glibc
import HostCore
import HostMemory

/// Prints a look.
func report(_ cycles: Int, _ frames: Int) {
    let figures = ProcessFigures.read()
    print(
        "{\"cycles\": \(cycles), \"frames\": \(frames), \"resident_kib\": \(figures.resident_kib), "
            + "\"threads\": \(figures.threads), \"descriptors\": \(figures.descriptors)}")
    fflush(nil)
}

/// Runs one graph again and again.
func churnGraphs(_ count: Int, _ graph: String, _ plugins: String) throws(HostError) {
    let cycle = try GraphCycle(graph, plugins: plugins, clock: LeapClock())
    var frames = 0
    for number in 1...max(1, count) {
        frames += try cycle.run()
        if number % max(1, count / 100) == 0 { report(number, frames) }
    }
}

/// Loses and regains one source again and again.
func churnReconnects(_ count: Int) throws(HostError) {
    let store = FrameStore()
    try ReconnectCycle.run(count, store: store, clock: LeapClock(), every: max(1, count / 100), look: report)
}

do throws(HostError) {
    let arguments = CommandLine.arguments
    let count = arguments.count > 2 ? Int(arguments[2]) ?? 0 : 0
    switch (arguments.dropFirst().first, arguments.count) {
    case ("graphs", 5): try churnGraphs(count, arguments[3], arguments[4])
    case ("reconnects", 3): try churnReconnects(count)
    default:
        print("usage: sluice-churn graphs COUNT GRAPH PLUGINS | sluice-churn reconnects COUNT")
        exit(2)
    }
} catch {
    print("error: \(error)")
    exit(1)
}
