/* Version, status codes and the few types that all other headers share. */
#ifndef SLUICE_ABI_H
#define SLUICE_ABI_H

#include <stdint.h>

#ifdef __cplusplus
#define SLUICE_EXTERN_C extern "C"
#else
#define SLUICE_EXTERN_C
#endif
#define SLUICE_EXPORT SLUICE_EXTERN_C __attribute__((visibility("default")))

/* The major is part of the entry symbol's name. The minor counts additions: a plugin states the minor it
 * needs, and loads in hosts of that minor and above. Until the contract is frozen as 1.0, the draft number
 * rises with each change of a layout, and host and plugin must agree on it exactly. */
#define SLUICE_ABI_MAJOR 1u
#define SLUICE_ABI_MINOR 0u
#define SLUICE_ABI_DRAFT 2u

/* Result of every call that can fail. 0 is success, positive values steer the flow, negative values are
 * errors. A stage reports one text through report_error before it returns an error. */
typedef int32_t sluice_status;
#define SLUICE_OK 0            /* done */
#define SLUICE_NEED_MORE 1     /* consumed; output comes with a later item */
#define SLUICE_DROPPED 2       /* consumed; the stage chose to give nothing for it */
#define SLUICE_END 3           /* a source has no more, or a stage wants no more of this stream */
#define SLUICE_CANCELLED 4     /* the graph is stopping: return soon */
#define SLUICE_E_FAILED (-1)   /* this item, or this call, failed; the next may succeed */
#define SLUICE_E_STATE (-2)    /* called in a state that forbids it */
#define SLUICE_E_ARGUMENT (-3) /* an argument is outside what this contract allows */
#define SLUICE_E_CONFIG (-4)   /* the configuration cannot be used */
#define SLUICE_E_FORMAT (-5)   /* the item's kind or format was not agreed on */
#define SLUICE_E_LIMIT (-6)    /* more outputs, holds or bytes than were declared */
#define SLUICE_E_MEMORY (-7)   /* no memory */
#define SLUICE_E_UNSUPPORTED (-8) /* this stage, or this host, cannot do that */
#define SLUICE_E_IO (-9)       /* a file, device or connection failed */
#define SLUICE_E_MISSING (-10) /* a file, model or library that is needed is not there */

#define SLUICE_LOG_DEBUG 0u
#define SLUICE_LOG_INFO 1u
#define SLUICE_LOG_WARNING 2u
#define SLUICE_LOG_ERROR 3u

/* Receives text that the other side makes. May be called several times; the pieces follow one another. */
typedef struct sluice_text_sink_r1 {
    uint32_t struct_size;
    uint32_t reserved;
    void *context;
    void (*write)(void *context, const char *text, uint64_t bytes);
} sluice_text_sink;

/* Takes over a struct of the other side, whose minor may be older or newer: what both know is copied, what it does not
 * have is 0, and 0 always means as much as a field that is not there. `to` gets its own struct_size. A plain assignment
 * reads past the end of an older host's struct. */
#define SLUICE_COPY(to, from) sluice_copy((to), (uint32_t)sizeof *(to), (from))
static inline void sluice_copy(void *to, uint32_t to_bytes, const void *from) {
    uint32_t from_bytes = *(const uint32_t *)from, bytes = from_bytes < to_bytes ? from_bytes : to_bytes;
    __builtin_memset(to, 0, to_bytes);
    __builtin_memcpy(to, from, bytes);
    *(uint32_t *)to = to_bytes;
}

/* Whether a table of the other side has a function that came after 1.0: ask before the first use, and do without it when
 * it has not. A host that is too old is refused with required_minor (plugin.h) instead, where there is no doing without. */
#define SLUICE_HAS(table, slot) \
    ((table)->struct_size >= (const char *)(&(table)->slot + 1) - (const char *)(table) && (table)->slot)

/* Pixel rectangle, whole pixels, half-open: [x, x + width) by [y, y + height). */
typedef struct sluice_rect_r1 {
    int32_t x, y, width, height;
} sluice_rect;

#endif
