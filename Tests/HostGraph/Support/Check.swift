import HostCore
import HostGraph
import Testing

/// Validates a graph that is one text.
func check(
    _ yaml: String, catalogue: StageCatalogue = Catalogues.all, files: [String: String] = [:],
    environment: [String: String] = [:], overrides: [String] = [], hasWorkers: Bool = true
) -> Validation {
    var texts = files
    texts["g.yaml"] = yaml
    let inputs = GraphInputs(files: MemoryFiles(texts: texts), environment: { environment[$0] }, overrides: overrides)
    return Validation.of("g.yaml", inputs, catalogue: catalogue, hasWorkers: hasWorkers)
}

/// The findings of a graph, one line each.
func findings(
    _ yaml: String, catalogue: StageCatalogue = Catalogues.all, files: [String: String] = [:],
    environment: [String: String] = [:], overrides: [String] = []
) -> [String] {
    check(yaml, catalogue: catalogue, files: files, environment: environment, overrides: overrides)
        .findings.map(\.description)
}

/// The plan of a graph that must be sound.
func plan(
    _ yaml: String, catalogue: StageCatalogue = Catalogues.all, files: [String: String] = [:],
    environment: [String: String] = [:], overrides: [String] = [], at location: SourceLocation = #_sourceLocation
) throws -> ValidatedGraph {
    let result = check(yaml, catalogue: catalogue, files: files, environment: environment, overrides: overrides)
    return try #require(result.graph, "\(result.findings)", sourceLocation: location)
}
