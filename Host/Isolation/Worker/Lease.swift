import CHostShim
import CSluice

/// A slot of the worker's own slab in which a stage may make a frame.
struct Lease {
    var slot: shim_lease
    /// Whether the stage is writing a frame into it.
    var isDraft = false
    var view = sluice_frame()
}
