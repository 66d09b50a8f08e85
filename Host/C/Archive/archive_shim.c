#define _GNU_SOURCE
#include "archive_shim.h"

#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* libarchive brings a dozen libraries with it: a host that only runs graphs never maps them. */
#define FUNCTIONS(DO)                                                                                                 \
    DO(archive_error_string) DO(archive_errno) DO(archive_write_new) DO(archive_write_set_format_ustar)                                 \
    DO(archive_write_add_filter_zstd) DO(archive_write_set_filter_option)                                             \
    DO(archive_write_set_bytes_per_block) DO(archive_write_set_bytes_in_last_block) DO(archive_write_open_fd)         \
    DO(archive_write_header) DO(archive_write_data) DO(archive_write_finish_entry) DO(archive_write_close)            \
    DO(archive_write_free) DO(archive_entry_new) DO(archive_entry_free) DO(archive_entry_set_pathname)                \
    DO(archive_entry_set_size) DO(archive_entry_set_filetype) DO(archive_entry_set_perm) DO(archive_entry_set_mtime)  \
    DO(archive_entry_set_uid) DO(archive_entry_set_gid) DO(archive_read_new) DO(archive_read_support_format_tar)      \
    DO(archive_read_support_filter_zstd) DO(archive_read_open_fd) DO(archive_read_next_header) DO(archive_read_data)  \
    DO(archive_read_free) DO(archive_entry_pathname) DO(archive_entry_filetype) DO(archive_entry_hardlink)            \
    DO(archive_entry_symlink) DO(archive_entry_size) DO(archive_entry_size_is_set)

#define MEMBER(name) __typeof__(&name) name;
static struct {
    FUNCTIONS(MEMBER)
} lib;

struct shim_archive_writer {
    struct archive *archive;
    struct archive_entry *entry;
};

struct shim_archive_reader {
    struct archive *archive;
};

static void say(struct shim_archive_why *why, const char *text) {
    snprintf(why->text, sizeof why->text, "%s", text ? text : "no reason is given");
}

static int open_library(struct shim_archive_why *why) {
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static int is_open;
    int status = 0;
    pthread_mutex_lock(&lock);
    if (!is_open) {
        void *handle = dlopen("libarchive.so.13", RTLD_NOW | RTLD_LOCAL);
        if (!handle) {
            say(why, "libarchive is not there, which reads and writes packages; install the package libarchive13");
            status = -1;
        }
#define FIND(name)                                                                                                    \
    if (!status && !(lib.name = (__typeof__(&name))dlsym(handle, #name))) {                                           \
        say(why, "libarchive is too old: it has no " #name);                                                          \
        status = -1;                                                                                                  \
    }
        FUNCTIONS(FIND)
        is_open = !status;
    }
    pthread_mutex_unlock(&lock);
    return status;
}

static int32_t failed(struct archive *archive, struct shim_archive_why *why) {
    say(why, lib.archive_error_string(archive));
    return -1;
}

/* libarchive says "Write error" and keeps the reason to itself. */
static int32_t failed_to_write(struct archive *archive, struct shim_archive_why *why) {
    int number = lib.archive_errno(archive);
    const char *text = lib.archive_error_string(archive);
    if (number <= 0 || !text) return failed(archive, why);
    snprintf(why->text, sizeof why->text, "%s: %s", text, strerrordesc_np(number));
    return -1;
}

struct shim_archive_writer *shim_archive_write(int32_t file, struct shim_archive_why *why) {
    if (open_library(why)) return NULL;
    struct shim_archive_writer *writer = calloc(1, sizeof *writer);
    if (!writer) return NULL;
    writer->archive = lib.archive_write_new();
    writer->entry = lib.archive_entry_new();
    if (writer->archive && writer->entry && !lib.archive_write_set_format_ustar(writer->archive) &&
        !lib.archive_write_add_filter_zstd(writer->archive) &&
        !lib.archive_write_set_filter_option(writer->archive, NULL, "compression-level", "15") &&
        !lib.archive_write_set_bytes_per_block(writer->archive, 1 << 16) &&
        !lib.archive_write_set_bytes_in_last_block(writer->archive, 1) &&
        !lib.archive_write_open_fd(writer->archive, file))
        return writer;
    if (writer->archive) failed(writer->archive, why);
    lib.archive_entry_free(writer->entry);
    lib.archive_write_free(writer->archive);
    free(writer);
    return NULL;
}

int32_t shim_archive_add(struct shim_archive_writer *writer, const char *name, int64_t bytes,
                         struct shim_archive_why *why) {
    lib.archive_entry_set_pathname(writer->entry, name);
    lib.archive_entry_set_size(writer->entry, bytes);
    lib.archive_entry_set_filetype(writer->entry, AE_IFREG);
    lib.archive_entry_set_perm(writer->entry, 0644);
    lib.archive_entry_set_mtime(writer->entry, 0, 0);
    lib.archive_entry_set_uid(writer->entry, 0);
    lib.archive_entry_set_gid(writer->entry, 0);
    return lib.archive_write_header(writer->archive, writer->entry) == ARCHIVE_OK ? 0
                                                                                  : failed_to_write(writer->archive, why);
}

int32_t shim_archive_put(struct shim_archive_writer *writer, const void *bytes, uint64_t count,
                         struct shim_archive_why *why) {
    la_ssize_t put = lib.archive_write_data(writer->archive, bytes, count);
    if (put < 0) return failed_to_write(writer->archive, why);
    if ((uint64_t)put == count) return 0;
    say(why, "the file is longer than it was");
    return -1;
}

int32_t shim_archive_finish(struct shim_archive_writer *writer, struct shim_archive_why *why) {
    int32_t status = 0;
    if (lib.archive_write_close(writer->archive) != ARCHIVE_OK) status = failed_to_write(writer->archive, why);
    lib.archive_entry_free(writer->entry);
    lib.archive_write_free(writer->archive);
    free(writer);
    return status;
}

struct shim_archive_reader *shim_archive_read(int32_t file, struct shim_archive_why *why) {
    if (open_library(why)) return NULL;
    struct shim_archive_reader *reader = calloc(1, sizeof *reader);
    if (!reader) return NULL;
    reader->archive = lib.archive_read_new();
    if (reader->archive && !lib.archive_read_support_format_tar(reader->archive) &&
        !lib.archive_read_support_filter_zstd(reader->archive) &&
        !lib.archive_read_open_fd(reader->archive, file, 1 << 16))
        return reader;
    if (reader->archive) failed(reader->archive, why);
    shim_archive_close(reader);
    return NULL;
}

int32_t shim_archive_next(struct shim_archive_reader *reader, struct shim_archive_entry *entry,
                          struct shim_archive_why *why) {
    struct archive_entry *head;
    int status = lib.archive_read_next_header(reader->archive, &head);
    if (status == ARCHIVE_EOF) return 0;
    if (status != ARCHIVE_OK) return failed(reader->archive, why);
    memset(entry, 0, sizeof *entry);
    const char *name = lib.archive_entry_pathname(head);
    if (name && strlen(name) < sizeof entry->name) strcpy(entry->name, name);
    entry->bytes = lib.archive_entry_size_is_set(head) ? lib.archive_entry_size(head) : -1;
    int is_link = lib.archive_entry_hardlink(head) || lib.archive_entry_symlink(head) ||
                  lib.archive_entry_filetype(head) == AE_IFLNK;
    entry->kind = is_link                                          ? SHIM_ENTRY_LINK
                  : lib.archive_entry_filetype(head) == AE_IFREG ? SHIM_ENTRY_FILE
                                                                   : SHIM_ENTRY_OTHER;
    return 1;
}

int64_t shim_archive_take(struct shim_archive_reader *reader, void *bytes, uint64_t capacity,
                          struct shim_archive_why *why) {
    la_ssize_t got = lib.archive_read_data(reader->archive, bytes, capacity);
    return got < 0 ? failed(reader->archive, why) : got;
}

void shim_archive_close(struct shim_archive_reader *reader) {
    if (reader->archive) lib.archive_read_free(reader->archive);
    free(reader);
}
