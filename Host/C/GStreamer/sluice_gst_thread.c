#include "sluice_gst_thread.h"

#include <sys/prctl.h>

/* prctl takes variable arguments, which Swift cannot pass. */
void sluice_gst_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }
