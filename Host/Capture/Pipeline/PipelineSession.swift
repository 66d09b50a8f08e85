import CGStreamer
import HostCore
import HostMemory

/// One pipeline of GStreamer, from its making to its end. Used by one control thread; its callbacks run on GStreamer's.
struct PipelineSession: ~Copyable {
    /// What the C callbacks work on; lives as long as the pipeline.
    private final class Context: @unchecked Sendable {
        let delivery: Delivery
        let notices: Mailbox<PipelineNotice>
        // Sound: written before the pipeline starts, read by its threads afterwards.
        var pipeline: OpaquePointer?

        init(_ delivery: Delivery, _ notices: Mailbox<PipelineNotice>) {
            self.delivery = delivery
            self.notices = notices
        }
    }

    /// Why a pipeline could not be made.
    struct Failure: Error {
        /// The factory that is missing; empty when that is not the reason.
        var element: String
        var reason: String
    }

    private let pipeline: OpaquePointer

    /// Makes the pipeline; nothing runs yet.
    init(
        _ address: SourceAddress, _ request: CaptureRequest, store: FrameStore, delivery: Delivery,
        notices: Mailbox<PipelineNotice>
    ) throws(Failure) {
        let context = Context(delivery, notices)
        var calls = Self.calls(context)
        var slots = Self.slots(store)
        var wish = Self.wish(address, request)
        var element: InlineArray<64, CChar> = InlineArray(repeating: 0)
        var reason: InlineArray<512, CChar> = InlineArray(repeating: 0)
        let made: OpaquePointer? = Self.location(address).withCString { location in
            wish.location = location
            return withUnsafeMutableBytes(of: &element) { element in
                withUnsafeMutableBytes(of: &reason) { reason in
                    sluice_gst_pipeline_new(
                        &wish, &slots, &calls, element.baseAddress?.assumingMemoryBound(to: CChar.self),
                        UInt64(element.count), reason.baseAddress?.assumingMemoryBound(to: CChar.self),
                        UInt64(reason.count))
                }
            }
        }
        guard let made else {
            throw Failure(element: CText.string(&element), reason: CText.string(&reason))
        }
        pipeline = made
        context.pipeline = made
    }

    /// Returns when GStreamer's threads for this pipeline have ended.
    deinit { sluice_gst_pipeline_free(pipeline) }

    /// `false` when it cannot start; a notice says why.
    func start() -> Bool { sluice_gst_pipeline_start(pipeline) == 0 }

    /// Length by the container's header; `nil` when it does not say.
    var duration_ns: Int64? {
        let duration = sluice_gst_pipeline_duration(pipeline)
        return duration > 0 ? duration : nil
    }

    /// Whether none of its threads that can be seen moves data any more.
    var isIdle: Bool { sluice_gst_pipeline_is_idle(pipeline) != 0 }

    /// Pieces of data that came out of its source or into its decoder so far.
    var data: UInt64 { sluice_gst_pipeline_data(pipeline) }

    private static func location(_ address: SourceAddress) -> String {
        switch address {
        case .file(let path): path
        case .rtsp(let uri): uri
        case .device(let wish): wish.path
        case .description(let text): text
        case .synthetic: ""
        }
    }

    private static func wish(_ address: SourceAddress, _ request: CaptureRequest) -> sluice_gst_request {
        var wish = sluice_gst_request()
        switch address {
        case .file: wish.from = SLUICE_GST_FROM_FILE
        case .rtsp: wish.from = SLUICE_GST_FROM_RTSP
        case .device(let device):
            wish.from = SLUICE_GST_FROM_V4L2
            (wish.width, wish.height, wish.rate) = (device.width, device.height, device.rate)
        case .description, .synthetic: wish.from = SLUICE_GST_FROM_DESCRIPTION
        }
        switch request.transport {
        case .auto: wish.transport = SLUICE_GST_TRANSPORT_AUTO
        case .tcp: wish.transport = SLUICE_GST_TRANSPORT_TCP
        case .udp: wish.transport = SLUICE_GST_TRANSPORT_UDP
        }
        wish.latency_ms = request.latency_ms
        withUnsafeMutablePointer(to: &wish.formats) {
            $0.withMemoryRebound(to: UInt32.self, capacity: 8) { formats in
                for format in request.formats.prefix(8) {
                    formats[Int(wish.format_count)] = format.rawValue
                    wish.format_count += 1
                }
            }
        }
        return wish
    }

    private static func slots(_ store: FrameStore) -> sluice_gst_slots {
        sluice_gst_slots(
            context: Unmanaged.passRetained(store).toOpaque(),
            take: { context, bytes, pointer, handle in
                guard let context, let pointer, let handle else { return -1 }
                return Unmanaged<FrameStore>.fromOpaque(context)._withUnsafeGuaranteedRef { store in
                    guard let slot = store.takeSlot(bytes: Int(bytes)) else { return -1 }
                    pointer.pointee = slot.pointer?.assumingMemoryBound(to: UInt8.self)
                    handle.pointee = slot.handle
                    return 0
                }
            },
            retain: { context, handle in
                guard let context else { return }
                Unmanaged<FrameStore>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.retainSlot(handle) }
            },
            release: { context, handle in
                guard let context else { return }
                Unmanaged<FrameStore>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.releaseSlot(handle) }
            },
            drop: { context in
                if let context { Unmanaged<FrameStore>.fromOpaque(context).release() }
            })
    }

    private static func calls(_ context: Context) -> sluice_gst_calls {
        sluice_gst_calls(
            context: Unmanaged.passRetained(context).toOpaque(),
            begin: { context, format in
                guard let context, let format else { return }
                Unmanaged<Context>.fromOpaque(context)._withUnsafeGuaranteedRef { own in
                    let duration_ns = own.pipeline.map { sluice_gst_pipeline_duration($0) } ?? -1
                    own.delivery.begin(format.pointee, duration_ns: duration_ns)
                }
            },
            frame: { context, frame in
                guard let context, let frame else { return SLUICE_GST_ENOUGH }
                return Unmanaged<Context>.fromOpaque(context)._withUnsafeGuaranteedRef { own in
                    let answer = own.delivery.take(frame)
                    if answer != SLUICE_GST_GO_ON { own.notices.post(.enough) }
                    return answer
                }
            },
            event: { context, event in
                guard let context, let event else { return }
                Unmanaged<Context>.fromOpaque(context)._withUnsafeGuaranteedRef {
                    PipelineSession.tell($0, event.pointee)
                }
            },
            drop: { context in
                if let context { Unmanaged<Context>.fromOpaque(context).release() }
            })
    }

    private static func tell(_ own: Context, _ event: sluice_gst_event) {
        let a = CText.string(event.a)
        let b = CText.string(event.b)
        let c = CText.string(event.c)
        switch event.kind {
        case SLUICE_GST_EVENT_END: own.notices.post(.end)
        case SLUICE_GST_EVENT_ERROR:
            own.notices.post(.error(code: event.code, element: a, message: b, debug: c))
        case SLUICE_GST_EVENT_WARNING: own.delivery.warnings.add(1, ordering: .relaxed)
        case SLUICE_GST_EVENT_MISSING: own.notices.post(.missing(kind: a, detail: b, words: c))
        case SLUICE_GST_EVENT_NO_VIDEO: own.notices.post(.noVideo(other: a))
        case SLUICE_GST_EVENT_DECODER: own.delivery.facts.withLock { $0.decoder = a }
        case SLUICE_GST_EVENT_OTHER_STREAM: own.delivery.facts.withLock { $0.hasOtherStreams = true }
        case SLUICE_GST_EVENT_CONVERSION:
            own.delivery.facts.withLock {
                $0.convertedFrom = b.isEmpty ? nil : a
                $0.conversion = b.isEmpty ? "" : "\(a) to \(b)"
            }
        default: break
        }
    }
}
