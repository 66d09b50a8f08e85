/* Packages as files: tar with zstd, read and written by libarchive, which is opened when first needed. Prefix: shim_. */
#ifndef SLUICE_ARCHIVE_SHIM_H
#define SLUICE_ARCHIVE_SHIM_H

#include <stdint.h>

/* What went wrong, for a message. */
struct shim_archive_why {
    char text[256];
};

/* What an entry is. */
#define SHIM_ENTRY_FILE 1   /* a regular file */
#define SHIM_ENTRY_LINK 2   /* a link of either kind */
#define SHIM_ENTRY_OTHER 3  /* a folder, a device, a pipe, a socket */

struct shim_archive_entry {
    char name[512]; /* empty when it is longer, or no text */
    int64_t bytes;  /* as its header says; -1 when it does not */
    int32_t kind;
    int32_t reserved;
};

/* A package that is written to a descriptor: the same entries give the same bytes. NULL, with the reason in `why`. */
struct shim_archive_writer;
struct shim_archive_writer *shim_archive_write(int32_t file, struct shim_archive_why *why);

/* The head of the next regular file, of mode 0644, owned by nobody, of no time; and its bytes. 0 or -1. */
int32_t shim_archive_add(struct shim_archive_writer *writer, const char *name, int64_t bytes, struct shim_archive_why *why);
int32_t shim_archive_put(struct shim_archive_writer *writer, const void *bytes, uint64_t count, struct shim_archive_why *why);

/* Writes what is left and frees the writer, also when that fails. 0 or -1. */
int32_t shim_archive_finish(struct shim_archive_writer *writer, struct shim_archive_why *why);

/* A package that is read from a descriptor: tar, plain or with zstd, and nothing else. NULL, with the reason in `why`. */
struct shim_archive_reader;
struct shim_archive_reader *shim_archive_read(int32_t file, struct shim_archive_why *why);

/* The next entry: 1, 0 at the end, -1 for a damaged archive. */
int32_t shim_archive_next(struct shim_archive_reader *reader, struct shim_archive_entry *entry, struct shim_archive_why *why);

/* Bytes of the entry: their number, 0 at its end, -1. */
int64_t shim_archive_take(struct shim_archive_reader *reader, void *bytes, uint64_t capacity, struct shim_archive_why *why);

void shim_archive_close(struct shim_archive_reader *reader);

#endif
