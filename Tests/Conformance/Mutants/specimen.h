/* A library of small stages that keep the contract, and one fault of the builder's choice: -D CHOSEN=fault_NAME.
 * Stages share their life cycle (life.c); what each does with items is its own. */
#ifndef SPECIMEN_H
#define SPECIMEN_H

#include <sluice/sluice.h>
#include <stddef.h>

_Static_assert(SLUICE_ABI_DRAFT == 2u, "the manifest in library.c names the draft it is built for");

#include "faults.h"

enum { fault_none, FAULT_NAMES fault_count };
#ifndef CHOSEN
#define CHOSEN fault_none
#endif
/* Whether this build has the fault; the compiler sees the code of all of them in every build. */
#define FAULT(name) (CHOSEN == fault_##name)

enum { most_held = 8, most_streams = 4 };

struct held {
    sluice_item item;
    sluice_frame frame;
};

struct sluice_stage {
    const sluice_host *host;
    sluice_context *context;
    int configured, started, broken;
    double threshold, gain, gain_of_before;
    int exact;
    char model[512], token[128], lock[512];
    uint32_t label, mean_name, count_type;
    /* counter */
    uint64_t counts[most_streams];
    /* delay */
    struct held held[most_held];
    int held_count;
    /* source */
    int produced;
    /* what faults need */
    uint64_t items;
    const uint8_t *old_pixels;
    uint32_t first_width, first_stream;
    unsigned long creator;
    int64_t last_pts_ns;
    int was_reset, busy;
};

/* life.c */
sluice_status refuse(const sluice_stage *stage, sluice_status code, const char *text);
sluice_status need_started(const sluice_stage *stage, const char *call);
sluice_status create(const sluice_stage_class *stage_class, const sluice_host *host, sluice_context *context,
                     const sluice_create_info *info, sluice_stage **stage);
void destroy(sluice_stage *stage);
sluice_status configure(sluice_stage *stage, const sluice_config *config);
sluice_status start(sluice_stage *stage);
sluice_status stop(sluice_stage *stage);

/* extensions.c */
const void *marker_extension(sluice_stage *stage, const char *id);
const void *counter_extension(sluice_stage *stage, const char *id);
const void *no_extension(sluice_stage *stage, const char *id);
void read_settings(sluice_stage *stage, const sluice_config *config);

/* worker.c */
int owner_of(const char *lock);
double not_for_workers(sluice_stage *stage);

extern const sluice_stage_class marker_class, invert_class, delay_class, counter_class, source_class, reader_class;

#endif
