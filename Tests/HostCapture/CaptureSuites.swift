import Testing

/// The suites that open GStreamer run one after the other: they start processes, and count threads and time.
@Suite("Capture", .serialized) enum CaptureSuites {}
