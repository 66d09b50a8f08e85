/// `cfg.*`: the schema and what is made of it.
enum Configuration {
    static let checks: [Check] = [
        Check(
            "cfg.01", "schema", .must, .stage,
            "The schema is closed, and each key has a type, a description and a default that fits."
        ) { trial throws(CheckEnd) in try ConfigurationBodies.schema(trial) },
        Check(
            "cfg.02", "defaults", .must, .stage,
            "The defaults are accepted, and a second configure replaces the first as if it had never been."
        ) { trial throws(CheckEnd) in try ConfigurationBodies.defaults(trial) },
        Check(
            "cfg.03", "forbidden-values", .must, .stage,
            "The schema refuses unknown keys, wrong types and values out of range; handed one all the same, configure "
                + "stays whole, and names the key when it refuses."
        ) { trial throws(CheckEnd) in try ConfigurationBodies.violations(trial) },
        Check("cfg.04", "bounds", .must, .stage, "Each bound and each choice of the schema works for ten items.") {
            trial throws(CheckEnd) in try ConfigurationBodies.bounds(trial)
        },
        Check(
            "cfg.06", "live-params", .should, .stage,
            "Live settings change between items and take effect, as often as they are set."
        ) { trial throws(CheckEnd) in try ConfigurationModels.live(trial) },
        Check(
            "cfg.07", "missing-model", .must, .stage,
            "A file that is absent, empty or garbage is refused by configure, not by the first item."
        ) { trial throws(CheckEnd) in try ConfigurationModels.files(trial) },
        Check("cfg.08", "no-secrets-logged", .must, .stage, "Values marked secret never go into log or errors.") {
            trial throws(CheckEnd) in try ConfigurationModels.secrets(trial)
        },
    ]
}
