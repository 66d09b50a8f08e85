/* A plugin as a later minor of the contract would have it, in this host: built with one of
 *   LONGER_TABLES    its tables have fields that this host does not know
 *   NEEDS_LATER      it cannot do without a later host, and leaves it to the host to say so
 *   REFUSES_EARLIER  the same, and it says so itself
 *   LATER_HOST       it uses a function of a later host where there is one
 *   LATER_ITEM       its items and frames have fields that this host does not know
 * and, beside the last two, with CARELESS: then it does not look at struct_size first. */
#define NAME "evolved"
#define PROPERTIES ""
#define MEMBERS ""
#define OFFSET_MARK ""
#define STATE

#define sluice_plugin_entry_v1 entry_of_now
#include "../Plugins/corpus.h"
#undef sluice_plugin_entry_v1

enum { later_minor = SLUICE_ABI_MINOR + 1 };

/* The host's table, with a function more. */
struct later_host {
    uint32_t struct_size, abi_minor;
    char known[sizeof(sluice_host) - 8];
    int64_t (*later)(sluice_context *context);
};

/* An item, with a field more. */
struct later_item {
    uint32_t struct_size;
    char known[sizeof(sluice_item) - 4];
    uint64_t later;
};

static int take_settings(sluice_stage *stage, const sluice_value *value) {
    (void)stage, (void)value;
    return 1;
}

static void forget(sluice_stage *stage, uint32_t stream) { (void)stage, (void)stream; }

static const void *find_extension(const char *id) {
    (void)id;
    return NULL;
}

static uint8_t offset_of(sluice_stage *stage, const sluice_item *item) {
    (void)item;
#ifdef LATER_HOST
    const struct later_host *host = (const struct later_host *)stage->host;
#ifdef CARELESS
    if (host->later) return (uint8_t)host->later(stage->context);
#else
    if (SLUICE_HAS(host, later)) return (uint8_t)host->later(stage->context);
#endif
#endif
    return (uint8_t)stage->offset;
}

#ifdef LATER_ITEM
/* Passes on an item of its own size, as if `later` meant something. */
static sluice_status process_later(sluice_stage *stage, uint32_t port, const sluice_item *item) {
    if (!stage->is_started || item->kind != SLUICE_ITEM_FRAME) return process(stage, port, item);
    struct later_item out;
#ifdef CARELESS
    out = *(const struct later_item *)item;
    out.struct_size = sizeof out;
#else
    SLUICE_COPY(&out, (const struct later_item *)item);
#endif
    out.later += 1;
    sluice_status status = stage->host->emit(stage->context, 0, (const sluice_item *)&out);
    return status < 0 ? refuse(stage, status, "the host refused a longer item") : SLUICE_OK;
}
#endif

#ifdef LONGER_TABLES
enum { unknown_bytes = 256 };
#else
enum { unknown_bytes = 0 };
#endif
/* Beyond what this host knows, nothing that could pass for a pointer. */
static struct {
    sluice_stage_class known;
    unsigned char unknown[unknown_bytes];
} later_class;
static struct {
    sluice_library known;
    unsigned char unknown[unknown_bytes];
} later_library;
static const sluice_stage_class *const later_stages[] = {&later_class.known};

SLUICE_EXPORT const sluice_library *sluice_plugin_entry_v1(uint32_t host_major, uint32_t host_minor,
                                                           const sluice_text_sink *why_not) {
    if (!entry_of_now(host_major, host_minor, why_not)) return NULL;
#ifdef REFUSES_EARLIER
    if (host_minor < later_minor) {
        static const char reason[] = ID " needs contract 1." TEXT(LATER_MINOR) ", which this host is too old for";
        if (why_not) why_not->write(why_not->context, reason, sizeof reason - 1);
        return NULL;
    }
#endif
    memset(&later_class, 0xA5, sizeof later_class);
    memset(&later_library, 0xA5, sizeof later_library);
    later_class.known = stage_class, later_library.known = library;
    later_class.known.struct_size = sizeof later_class, later_library.known.struct_size = sizeof later_library;
    later_library.known.stages = later_stages;
#ifdef LATER_ITEM
    later_class.known.process = process_later;
#endif
#ifdef NEEDS_LATER
    later_library.known.required_minor = later_minor;
#endif
    return &later_library.known;
}
