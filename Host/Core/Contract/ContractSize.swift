/// Sizes that structs have in contract 1.0: the least that a plugin's may have, in this host and in every later one. They
/// stay when a struct grows; the sizes that this host knows are those of the types.
public enum ContractSize {
    /// `sluice_library`.
    public static let library = 32
    /// `sluice_stage_class`.
    public static let stageClass = 136
    /// `sluice_item`.
    public static let item = 96
    /// `sluice_frame`.
    public static let frame = 232
    /// `sluice_frame_spec`.
    public static let frameSpec = 64
    /// `sluice_batch`.
    public static let batch = 24
    /// `sluice_params`.
    public static let params = 16
    /// `sluice_state`.
    public static let state = 24
    /// `sluice_io`, a draft.
    public static let io = 24
    /// `sluice_metrics`, a draft.
    public static let metrics = 16
}
