/* The file behind a muxer: collects bytes and writes them in one piece. */
#ifndef FILE_OUTPUT_H
#define FILE_OUTPUT_H

#include <stddef.h>
#include <stdint.h>

typedef struct file_output {
    int descriptor;
    int failure;          /* errno of the first write that failed, 0 for none */
    uint8_t *bytes;       /* not written yet: they begin at `base` in the file */
    size_t size, capacity;
    int64_t base, end;    /* end: length of the file as written */
    int64_t whole;        /* length at which the file was last known to play */
} file_output;

/* Callbacks for an AVIOContext whose opaque is the file_output. */
int file_output_write(void *opaque, uint8_t *bytes, int count);
int64_t file_output_seek(void *opaque, int64_t offset, int whence);

/* Writes what was collected. 0, or -1 after `failure` was set and the file was cut back to `whole`. */
int file_output_flush(file_output *output);
void file_output_free(file_output *output);

#endif
