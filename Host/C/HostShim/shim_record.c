#define _GNU_SOURCE
#include "shim_record.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int shim_record_file(void) {
    int fd = memfd_create("sluice-record", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0) return -errno;
    if (ftruncate(fd, sizeof(struct shim_record)) == 0 &&
        fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0)
        return fd;
    int error = errno;
    close(fd);
    return -error;
}

int shim_record_read(int fd, struct shim_record *copy) {
    size_t done = 0;
    while (done < sizeof *copy) {
        ssize_t got = pread(fd, (char *)copy + done, sizeof *copy - done, (off_t)done);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return got < 0 ? -errno : -EIO;
        done += (size_t)got;
    }
    return copy->magic == SHIM_RECORD_MAGIC && copy->version == SHIM_RECORD_VERSION ? 0 : -EINVAL;
}

uint64_t shim_record_refusal_count(int fd) {
    uint64_t count = 0;
    ssize_t got = pread(fd, &count, sizeof count, (off_t)offsetof(struct shim_record, refusal_total));
    return got == (ssize_t)sizeof count ? count : 0;
}

struct shim_record *shim_record_map(int fd) {
    struct stat facts;
    if (fstat(fd, &facts) != 0) return NULL;
    if (facts.st_size < (off_t)sizeof(struct shim_record)) {
        errno = EINVAL;
        return NULL;
    }
    struct shim_record *record = mmap(NULL, sizeof *record, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (record == MAP_FAILED) return NULL;
    record->version = SHIM_RECORD_VERSION;
    __atomic_store_n(&record->magic, SHIM_RECORD_MAGIC, __ATOMIC_RELEASE);
    return record;
}

struct images {
    struct shim_record *record;
    uint32_t count, path_bytes;
};

static void image_range(const struct dl_phdr_info *info, uint64_t *start, uint64_t *end) {
    *start = UINT64_MAX;
    *end = 0;
    for (int index = 0; index < info->dlpi_phnum; ++index) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[index];
        if (part->p_type != PT_LOAD) continue;
        uint64_t first = info->dlpi_addr + part->p_vaddr;
        if (first < *start) *start = first;
        if (first + part->p_memsz > *end) *end = first + part->p_memsz;
    }
}

static int add_image(struct dl_phdr_info *info, size_t size, void *context) {
    (void)size;
    struct images *images = context;
    if (images->count >= SHIM_RECORD_IMAGES) return 1;
    char program[4096];
    const char *path = info->dlpi_name;
    if (path == NULL || path[0] == 0) {
        ssize_t bytes = images->count == 0 ? readlink("/proc/self/exe", program, sizeof program - 1) : -1;
        if (bytes < 0) return 0;
        program[bytes] = 0;
        path = program;
    } else if (strncmp(path, "/proc/self/fd/", 14) == 0) { /* loaded by descriptor: the file behind it */
        ssize_t bytes = readlink(path, program, sizeof program - 1);
        if (bytes > 0) {
            program[bytes] = 0;
            path = program;
        }
    }
    uint32_t bytes = (uint32_t)strnlen(path, sizeof program);
    if (bytes > SHIM_RECORD_PATH_BYTES - images->path_bytes) return 1;
    struct shim_record_image *image = &images->record->images[images->count];
    image_range(info, &image->start, &image->end);
    if (image->start >= image->end) return 0;
    image->bias = info->dlpi_addr;
    image->path = images->path_bytes;
    image->path_bytes = bytes;
    memcpy(images->record->paths + images->path_bytes, path, bytes);
    images->path_bytes += bytes;
    images->count += 1;
    return 0;
}

void shim_record_images(struct shim_record *record) {
    struct images images = {record, 0, 0};
    __atomic_store_n(&record->image_state, SHIM_RECORD_WRITING, __ATOMIC_RELEASE);
    dl_iterate_phdr(add_image, &images);
    record->image_count = images.count;
    record->path_bytes = images.path_bytes;
    __atomic_store_n(&record->image_state, SHIM_RECORD_READY, __ATOMIC_RELEASE);
}

static int is_known(const struct shim_record *record, uint64_t address) {
    for (uint32_t index = 0; index < record->image_count && index < SHIM_RECORD_IMAGES; ++index)
        if (address >= record->images[index].start && address < record->images[index].end) return 1;
    return 0;
}

#if __GLIBC_PREREQ(2, 35)
/* glibc promises that this look-up takes no lock and may be made in a signal handler. */
static void add_found(struct shim_record *record, uint64_t address) {
    struct dl_find_object found;
    if (_dl_find_object((void *)(uintptr_t)address, &found) != 0 || found.dlfo_link_map == NULL) return;
    const char *path = found.dlfo_link_map->l_name;
    size_t bytes = path == NULL ? 0 : strnlen(path, 4096);
    uint32_t count = record->image_count, at = record->path_bytes;
    if (bytes == 0 || count >= SHIM_RECORD_IMAGES || at > SHIM_RECORD_PATH_BYTES) return;
    if (bytes > SHIM_RECORD_PATH_BYTES - at) return;
    struct shim_record_image *image = &record->images[count];
    image->bias = found.dlfo_link_map->l_addr;
    image->start = (uint64_t)(uintptr_t)found.dlfo_map_start;
    image->end = (uint64_t)(uintptr_t)found.dlfo_map_end;
    image->path = at;
    image->path_bytes = (uint32_t)bytes;
    memcpy(record->paths + at, path, bytes);
    record->path_bytes = at + (uint32_t)bytes;
    record->image_count = count + 1;
}
#else
static void add_found(struct shim_record *record, uint64_t address) { (void)record, (void)address; }
#endif

void shim_record_image_of(struct shim_record *record, uint64_t address) {
    uint32_t ready = SHIM_RECORD_READY;
    if (address == 0 || is_known(record, address)) return;
    if (!__atomic_compare_exchange_n(&record->image_state, &ready, SHIM_RECORD_WRITING, 0, __ATOMIC_ACQ_REL,
                                     __ATOMIC_ACQUIRE))
        return;
    add_found(record, address);
    __atomic_store_n(&record->image_state, SHIM_RECORD_READY, __ATOMIC_RELEASE);
}

static int same_detail(const char *kept, const char *detail) {
    return strncmp(kept, detail, SHIM_RECORD_DETAIL_BYTES - 1) == 0;
}

static int count_again(struct shim_record *record, uint32_t slots, int number, const char *detail) {
    for (uint32_t index = 0; index < slots; ++index) {
        struct shim_record_refusal *known = &record->refusals[index];
        if (__atomic_load_n(&known->state, __ATOMIC_ACQUIRE) != SHIM_RECORD_READY) continue;
        if (known->number != number || !same_detail(known->detail, detail)) continue;
        __atomic_fetch_add(&known->count, 1, __ATOMIC_RELAXED);
        return 1;
    }
    return 0;
}

void shim_record_refuse(struct shim_record *record, int number, int error, const uint64_t arguments[3],
                        const uint64_t callers[SHIM_RECORD_CALLERS], const char *detail) {
    if (detail == NULL) detail = "";
    __atomic_fetch_add(&record->refusal_total, 1, __ATOMIC_RELAXED);
    uint32_t taken = __atomic_load_n(&record->refusal_slots, __ATOMIC_ACQUIRE);
    if (taken > SHIM_RECORD_REFUSALS) taken = SHIM_RECORD_REFUSALS;
    if (count_again(record, taken, number, detail)) return;
    do {
        if (taken >= SHIM_RECORD_REFUSALS) return;
    } while (!__atomic_compare_exchange_n(&record->refusal_slots, &taken, taken + 1, 0, __ATOMIC_ACQ_REL,
                                          __ATOMIC_ACQUIRE));
    struct shim_record_refusal *refusal = &record->refusals[taken];
    refusal->count = 1;
    refusal->number = number;
    refusal->error = error;
    for (int index = 0; index < 3; ++index) refusal->arguments[index] = arguments[index];
    for (int index = 0; index < SHIM_RECORD_CALLERS; ++index) refusal->callers[index] = callers[index];
    size_t bytes = 0;
    while (bytes < SHIM_RECORD_DETAIL_BYTES - 1 && detail[bytes] != 0) ++bytes;
    memcpy(refusal->detail, detail, bytes);
    refusal->detail[bytes] = 0;
    __atomic_store_n(&refusal->state, SHIM_RECORD_READY, __ATOMIC_RELEASE);
}
