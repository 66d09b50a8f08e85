/* Memory that may not be there, read without a fault; and the chain of stack frames in it. Async-signal-safe. */
#ifndef SHIM_MEMORY_H
#define SHIM_MEMORY_H

#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

/* Registers of an interrupted thread. `link` is the return address that aarch64 keeps in a register, else 0. */
struct shim_registers {
    uint64_t pc, sp, fp, link;
};
struct shim_registers shim_registers_of(const ucontext_t *context);

/* Copies memory of this process. 0, or -errno when any of it cannot be read. */
int shim_read_memory(uint64_t address, void *copy, size_t bytes);

/* Follows frame pointers outwards from `fp`, which must lie above `sp` and rise. Number of return addresses. */
uint32_t shim_walk_frames(uint64_t fp, uint64_t sp, uint64_t *addresses, uint32_t limit);

/* Follows the unwinder's tables outwards from `pc`, which the calling handler interrupted and which comes first: for code
 * that keeps no frame pointers. Takes no lock (glibc 2.35, GCC 12); may fault on a damaged stack. Number of addresses. */
uint32_t shim_unwind(uint64_t pc, uint64_t *addresses, uint32_t limit);

#endif
