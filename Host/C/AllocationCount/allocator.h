/* glibc's allocator under its own names, with each block shown to the includer first. Once in a program; needs
 *   void *counted(void *block, size_t size, const void *caller);   the block again; NULL where there was no memory
 *   void released(void *block);                                    not NULL
 */
#ifndef SLUICE_ALLOCATOR_H
#define SLUICE_ALLOCATOR_H

#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

static inline void *counted(void *block, size_t size, const void *caller);
static inline void released(void *block);

#define CALLER __builtin_return_address(0)

void *malloc(size_t size) { return counted(__libc_malloc(size), size, CALLER); }
void *calloc(size_t count, size_t size) { return counted(__libc_calloc(count, size), count * size, CALLER); }
void *realloc(void *old, size_t size) { return counted(__libc_realloc(old, size), size, CALLER); }
void *reallocarray(void *old, size_t count, size_t size) {
    if (size && count > SIZE_MAX / size) {
        errno = ENOMEM;
        return NULL;
    }
    return counted(__libc_realloc(old, count * size), count * size, CALLER);
}
void *memalign(size_t alignment, size_t size) { return counted(__libc_memalign(alignment, size), size, CALLER); }
void *aligned_alloc(size_t alignment, size_t size) { return counted(__libc_memalign(alignment, size), size, CALLER); }
void *valloc(size_t size) { return counted(__libc_memalign((size_t)sysconf(_SC_PAGESIZE), size), size, CALLER); }
void *pvalloc(size_t size) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE), whole = (size + page - 1) / page * page;
    return counted(__libc_memalign(page, whole), whole, CALLER);
}
int posix_memalign(void **block, size_t alignment, size_t size) {
    if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0) return EINVAL;
    void *made = counted(__libc_memalign(alignment, size), size, CALLER);
    if (!made) return ENOMEM;
    *block = made;
    return 0;
}
void free(void *block) {
    if (block) released(block);
    __libc_free(block);
}

#endif
