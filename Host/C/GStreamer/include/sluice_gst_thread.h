/* Names of threads, for debuggers and top. */
#ifndef SLUICE_GST_THREAD_H
#define SLUICE_GST_THREAD_H

/* Names the calling thread, cut to 15 bytes. */
void sluice_gst_name_thread(const char *name);

#endif
