// The plugin contract for C++17: a stage is a class, and no exception leaves it.
//
//     struct Edges : sluice::Stage {
//         Edges(const sluice::Host &host, const sluice::Settings &settings);
//         void process(uint32_t port, const sluice_item &item) override;
//     };
//     SLUICE_PLUGIN(Edges, "org.example.edges", manifest)
//
// All is inline over sluice.h, which is the specification: nothing of C++ crosses the boundary. What a stage throws is
// reported to the host and becomes a status; std::bad_alloc is SLUICE_E_MEMORY. Build with the version script that
// `pkg-config --libs sluice-plugin` names, or the standard library's templates are exported as well.
#ifndef SLUICE_HPP
#define SLUICE_HPP

#include "sluice.h"

#include <cstring>
#include <ctime>
#include <exception>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>

namespace sluice {

// Why a call failed: thrown by a stage, or for it by what it asks of the host.
class Error : public std::exception {
public:
    Error(sluice_status code, std::string text) : code(code), text(std::move(text)) {}
    const char *what() const noexcept override { return text.c_str(); }
    const sluice_status code;

private:
    std::string text;
};

// The configuration; validated by the host, defaults filled in. Lives as long as the call that hands it over.
class Settings {
public:
    explicit Settings(const sluice_config &config) : root(config.nodes) {}

    // The node of a key of the root object; nullptr when it is not there.
    const sluice_value *find(std::string_view key) const {
        const sluice_value *child = root + 1;
        for (uint32_t index = 0; index < root->child_count; ++index, child += child->subtree_nodes)
            if (std::string_view(child->key, child->key_bytes) == key) return child;
        return nullptr;
    }
    double number(std::string_view key, double other) const { return find(key) ? find(key)->number : other; }
    int64_t integer(std::string_view key, int64_t other) const { return find(key) ? find(key)->integer : other; }
    std::string text(std::string_view key, std::string_view other) const {
        const sluice_value *value = find(key);
        return value ? std::string(value->text, value->text_bytes) : std::string(other);
    }

private:
    const sluice_value *root;
};

// A frame being written; goes back to the host unless it is emitted.
class NewFrame {
public:
    NewFrame(const sluice_host *host, sluice_context *context) : host(host), context(context) {}
    NewFrame(NewFrame &&other) noexcept : facts(other.facts), host(other.host), context(other.context) {
        std::memcpy(planes, other.planes, sizeof planes);
        other.facts.handle = 0;
    }
    NewFrame &operator=(NewFrame &&) = delete;
    ~NewFrame() {
        if (facts.handle) host->frame_unref(context, facts.handle);
    }
    uint8_t *row(uint32_t plane, uint32_t y) { return planes[plane] + uint64_t(y) * facts.planes[plane].row_stride_bytes; }

    sluice_frame facts{};
    uint8_t *planes[4]{};

private:
    friend class Host;
    const sluice_host *host;
    sluice_context *context;
};

// Regions being written, to be emitted within the same call.
class NewRegions {
public:
    uint32_t count() const { return block->region_count; }

    // Adds a region; throws SLUICE_E_LIMIT when the room asked for is used up.
    sluice_region &append(float x, float y, float width, float height, uint32_t label, float confidence) {
        if (block->region_count >= block->region_capacity)
            throw Error(SLUICE_E_LIMIT, "more regions than room was asked for");
        auto *regions = reinterpret_cast<sluice_region *>(reinterpret_cast<uint8_t *>(block) + block->regions_offset);
        sluice_region &made = regions[block->region_count++];
        made = {};
        made.id = first_id + block->region_count;
        made.x = x, made.y = y, made.width = width, made.height = height;
        made.label = label, made.confidence = confidence;
        return made;
    }

    sluice_region_block *const block;

private:
    friend class Host;
    NewRegions(sluice_region_block *block, uint64_t first_id) : block(block), first_id(first_id) {}
    uint64_t first_id;
};

// What the host does for a stage; may be kept as long as the stage lives. Threads: see sluice/host.h.
class Host {
public:
    Host(const sluice_host *host, sluice_context *context, uint32_t ordinal)
        : table(host), context(context), ordinal(ordinal) {}

    void log(uint32_t level, std::string_view text) const { table->log(context, level, text.data(), text.size()); }
    int64_t now_ns() const { return table->now_ns(context); }
    bool is_cancelled() const { return table->cancelled(context) != 0; }

    // The id of a text: ask when the stage is made, not for each item.
    uint32_t intern(std::string_view text) const {
        uint32_t id = table->intern(context, text.data(), text.size());
        if (!id && !text.empty()) throw Error(SLUICE_E_MEMORY, "the host knows no more names");
        return id;
    }

    // Sends an item on; false when the graph is stopping.
    bool emit(const sluice_item &item, uint32_t port = 0) const {
        return check(table->emit(context, port, &item), "an item") != SLUICE_CANCELLED;
    }
    // The same with new regions.
    bool emit(const sluice_item &item, const NewRegions &regions, uint32_t port = 0) const {
        sluice_item copy;
        SLUICE_COPY(&copy, &item);
        copy.regions = regions.block;
        return emit(copy, port);
    }
    // The same with another picture, which is taken also when it fails.
    bool emit(const sluice_item &item, NewFrame frame, uint32_t port = 0) const {
        const sluice_frame facts = frame.facts;
        frame.facts.handle = 0;
        sluice_item copy;
        SLUICE_COPY(&copy, &item);
        copy.kind = SLUICE_ITEM_FRAME;
        copy.payload.frame = &facts;
        return emit(copy, port);
    }

    // A frame to write into; its pixels start undefined.
    NewFrame new_frame(uint32_t pixel_format, uint32_t width, uint32_t height, const sluice_frame *like = nullptr) const {
        sluice_frame_spec spec{};
        spec.struct_size = sizeof spec;
        spec.pixel_format = pixel_format;
        spec.width = width, spec.height = height;
        spec.like = like;
        NewFrame made(table, context);
        made.facts.struct_size = sizeof made.facts;
        if (sluice_status status = table->frame_alloc(context, &spec, &made.facts, made.planes); status < 0) {
            made.facts.handle = 0;
            throw Error(status, "the host has no memory for a frame");
        }
        return made;
    }

    // The regions of an item and room for more.
    NewRegions new_regions(const sluice_item &item, uint32_t more) const {
        sluice_region_block *block = table->regions_new(context, item.regions, more, 0, 0);
        if (!block) throw Error(SLUICE_E_MEMORY, "the host has no room for regions");
        uint64_t base = uint64_t(ordinal) << 48 | uint64_t(item.sub & 0xFFFFFF) << 24;
        return NewRegions(block, base);
    }

    const sluice_host *const table;
    sluice_context *const context;

private:
    static sluice_status check(sluice_status status, const char *what) {
        if (status < 0) throw Error(status, std::string("the host refused ") + what);
        return status;
    }
    uint32_t ordinal;
};

// UTC for the moments of the host's clock, for sources: wall_ns of an item. Make it in start: the system's clock is read
// once, and what follows goes with the host's clock, which tests set and replay repeats.
class WallClock {
public:
    explicit WallClock(const Host &host) {
        std::timespec now{};
        std::timespec_get(&now, TIME_UTC);
        ahead_ns = int64_t(now.tv_sec) * 1000000000 + now.tv_nsec - host.now_ns();
    }
    int64_t at(int64_t now_ns) const { return now_ns + ahead_ns; }

private:
    int64_t ahead_ns;
};

// What a stage may do; override what it does. Its constructor takes (const Host &, const Settings &) and throws when the
// configuration cannot be used. Slots that are not overridden are NULL in the table where the contract allows it.
class Stage {
public:
    virtual ~Stage() = default;
    virtual void start() {}
    virtual void stop() {}
    virtual void begin(uint32_t /*port*/, const sluice_stream &) {}
    virtual void end(uint32_t /*port*/, uint32_t /*stream*/) {}
    virtual void process(uint32_t /*port*/, const sluice_item &) {}
    virtual void advance(uint32_t /*port*/, uint32_t /*stream*/, uint64_t /*seq*/, int64_t /*pts_ns*/) {}
    virtual sluice_status produce(int64_t /*deadline_ns*/) { return SLUICE_END; }
    virtual void drain() {}
    virtual void reset(uint32_t /*stream*/) {}
    virtual void set(const Settings &) {} // keys marked x-sluice-live
};

namespace detail {

struct Instance {
    Host host;
    std::unique_ptr<Stage> stage;
    bool is_started = false;
};

inline Instance &instance(sluice_stage *stage) noexcept { return *reinterpret_cast<Instance *>(stage); }

inline sluice_status report(const Host &host, sluice_status code, const char *text) noexcept {
    host.table->report_error(host.context, code, text, std::strlen(text));
    return code;
}

// Runs a body and turns what it throws into a status.
template <class Body> sluice_status guarded(const Host &host, Body body) noexcept {
    try {
        return body();
    } catch (const Error &error) {
        return report(host, error.code, error.what());
    } catch (const std::bad_alloc &) {
        return report(host, SLUICE_E_MEMORY, "no memory");
    } catch (const std::exception &error) {
        return report(host, SLUICE_E_FAILED, error.what());
    } catch (...) {
        return report(host, SLUICE_E_FAILED, "the stage threw something that is no std::exception");
    }
}

template <class Body> sluice_status while_started(sluice_stage *stage, Body body) noexcept {
    Instance &self = instance(stage);
    if (!self.is_started) return report(self.host, SLUICE_E_STATE, "the stage was called before start");
    return guarded(self.host, [&] {
        body(*self.stage);
        return SLUICE_OK;
    });
}

inline sluice_status create(const sluice_stage_class *, const sluice_host *host, sluice_context *context,
                            const sluice_create_info *info, sluice_stage **stage) noexcept {
    auto *made = new (std::nothrow) Instance{Host(host, context, info->stage_ordinal), nullptr, false};
    if (!made) return SLUICE_E_MEMORY;
    *stage = reinterpret_cast<sluice_stage *>(made);
    return SLUICE_OK;
}
inline void destroy(sluice_stage *stage) noexcept { delete &instance(stage); }

template <class S> sluice_status configure(sluice_stage *stage, const sluice_config *config) noexcept {
    Instance &self = instance(stage);
    if (self.is_started) return report(self.host, SLUICE_E_STATE, "configure was called while started");
    return guarded(self.host, [&] {
        self.stage = std::make_unique<S>(self.host, Settings(*config));
        return SLUICE_OK;
    });
}
inline sluice_status start(sluice_stage *stage) noexcept {
    Instance &self = instance(stage);
    if (!self.stage || self.is_started) return report(self.host, SLUICE_E_STATE, "start was called in the wrong state");
    return guarded(self.host, [&] {
        self.stage->start();
        self.is_started = true;
        return SLUICE_OK;
    });
}
inline sluice_status stop(sluice_stage *stage) noexcept {
    sluice_status status = while_started(stage, [](Stage &s) { s.stop(); });
    instance(stage).is_started = false;
    return status;
}
inline sluice_status begin(sluice_stage *stage, uint32_t port, const sluice_stream *stream) noexcept {
    return while_started(stage, [&](Stage &s) { s.begin(port, *stream); });
}
inline sluice_status end(sluice_stage *stage, uint32_t port, uint32_t stream) noexcept {
    return while_started(stage, [&](Stage &s) { s.end(port, stream); });
}
inline sluice_status process(sluice_stage *stage, uint32_t port, const sluice_item *item) noexcept {
    return while_started(stage, [&](Stage &s) { s.process(port, *item); });
}
inline sluice_status advance(sluice_stage *stage, uint32_t port, uint32_t stream, uint64_t seq, int64_t pts_ns) noexcept {
    return while_started(stage, [&](Stage &s) { s.advance(port, stream, seq, pts_ns); });
}
inline sluice_status produce(sluice_stage *stage, int64_t deadline_ns) noexcept {
    sluice_status result = SLUICE_OK;
    sluice_status status = while_started(stage, [&](Stage &s) { result = s.produce(deadline_ns); });
    return status < 0 ? status : result;
}
inline sluice_status drain(sluice_stage *stage) noexcept {
    return while_started(stage, [](Stage &s) { s.drain(); });
}
inline sluice_status reset(sluice_stage *stage, uint32_t stream) noexcept {
    return while_started(stage, [&](Stage &s) { s.reset(stream); });
}
inline int32_t set(sluice_stage *stage, const sluice_config *config) noexcept {
    return while_started(stage, [&](Stage &s) { s.set(Settings(*config)); });
}

// Whether a class overrides a method of Stage: the type of &S::method names the class that declares it.
template <class Method> struct Overrides : std::true_type {};
template <class Result, class... Arguments> struct Overrides<Result (Stage::*)(Arguments...)> : std::false_type {};

template <class S> const void *get_extension(sluice_stage *, const char *id) noexcept {
    static constexpr sluice_params params{sizeof params, 0, set};
    if (Overrides<decltype(&S::set)>::value && std::strcmp(id, SLUICE_EXT_PARAMS) == 0) return &params;
    return nullptr;
}

template <class S> constexpr sluice_stage_class table(const char *id) {
    sluice_stage_class made{};
    made.struct_size = sizeof made;
    made.id = id;
    made.create = create, made.destroy = destroy, made.configure = configure<S>;
    made.start = start, made.stop = stop;
    if (Overrides<decltype(&S::begin)>::value) made.begin = begin;
    if (Overrides<decltype(&S::end)>::value) made.end = end;
    if (Overrides<decltype(&S::process)>::value) made.process = process;
    if (Overrides<decltype(&S::advance)>::value) made.advance = advance;
    if (Overrides<decltype(&S::produce)>::value) made.produce = produce;
    if (Overrides<decltype(&S::drain)>::value) made.drain = drain;
    if (Overrides<decltype(&S::reset)>::value) made.reset = reset;
    made.get_extension = get_extension<S>;
    return made;
}

} // namespace detail
} // namespace sluice

// The entry of a library with one stage. `manifest_text` is a string literal or an array: one JSON object.
#define SLUICE_PLUGIN(S, stage_id, manifest_text)                                                                      \
    namespace {                                                                                                        \
    sluice_status sluice_describe(const sluice_text_sink *sink) noexcept {                                             \
        sink->write(sink->context, manifest_text, std::strlen(manifest_text));                                         \
        return SLUICE_OK;                                                                                              \
    }                                                                                                                  \
    constexpr sluice_stage_class sluice_class = sluice::detail::table<S>(stage_id);                                    \
    constexpr const sluice_stage_class *sluice_stages[] = {&sluice_class};                                             \
    constexpr sluice_library sluice_contents{sizeof(sluice_library), SLUICE_ABI_DRAFT, 0, 1, sluice_stages,            \
                                             sluice_describe};                                                         \
    }                                                                                                                  \
    const sluice_library *sluice_plugin_entry_v1(uint32_t host_major, uint32_t, const sluice_text_sink *why_not) {     \
        if (host_major == SLUICE_ABI_MAJOR) return &sluice_contents;                                                   \
        static const char reason[] = stage_id " needs contract 1.0";                                                   \
        if (why_not) why_not->write(why_not->context, reason, sizeof reason - 1);                                      \
        return nullptr;                                                                                                \
    }

#endif
