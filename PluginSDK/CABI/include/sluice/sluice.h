/* The Sluice plugin contract: the one header to include. Draft 1.0.
 *
 * A plugin is a shared object that exports one function, sluice_plugin_entry_v1 (plugin.h). The host
 * calls nothing else by name. Everything optional is an extension (ext/), asked for by id.
 *
 * Conventions
 * - Tags in square brackets after a function say on which thread and in which state it may be called:
 *     [control]  the host's control threads; never while [work] runs on the same instance
 *     [work]     one of the host's work threads; calls on one instance never overlap, and any two calls
 *                are ordered in memory, but successive calls may come on different threads
 *     [any]      any thread at any time between create and destroy
 *   and states: created, configured, started. What is not forbidden is allowed.
 * - struct_size comes first in every struct and holds the size the writer was compiled with. A reader
 *   looks at no field beyond it, and a writer fills no more than its own type has. Structs only grow; 0 in a later
 *   field means as much as its absence. SLUICE_COPY and SLUICE_HAS (abi.h) keep to this.
 * - A tag such as sluice_frame_r1 carries the revision of the layout; use the name without it.
 * - Text is UTF-8, pointer and length, not zero-terminated unless the field says so.
 * - Memory stays with who made it: nothing allocated on one side is freed by the other.
 * - Nothing unwinds across a call: no C++ exception, no Swift error, no longjmp.
 * - Reserved fields are written as 0 and not read. */
#ifndef SLUICE_H
#define SLUICE_H

#include "abi.h"
#include "region.h"
#include "item.h"
#include "config.h"
#include "host.h"
#include "stage.h"
#include "plugin.h"
#include "ext/state.h"
#include "ext/params.h"
#include "ext/batch.h"
#include "ext/models.h"

/* Drafts: their layout may still change, their ids stay. A host that does not have one answers NULL. */
#include "ext/draft/io.h"
#include "ext/draft/metrics.h"

#endif
