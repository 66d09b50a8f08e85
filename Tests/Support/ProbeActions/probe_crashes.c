#define _GNU_SOURCE
#include "probe_actions.h"

#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Functions keep their names and are never inlined: tests look for them in backtraces. */
#define KEPT __attribute__((noinline, used))
volatile int probe_depth;

KEPT void probe_write_to_nowhere(void) { *(volatile int *)(uintptr_t)8 = 1; }

/* As compilers build libraries: the frame pointer is an ordinary register, and only the unwinder's tables help. */
void probe_without_frame_pointer(void);
#if defined __x86_64__
__asm__(
    ".text\n"
    ".globl probe_without_frame_pointer\n.type probe_without_frame_pointer, @function\n"
    "probe_without_frame_pointer:\n"
    "  .cfi_startproc\n"
    "  pushq %rbp\n  .cfi_adjust_cfa_offset 8\n  .cfi_rel_offset rbp, 0\n"
    "  xorl %ebp, %ebp\n"
    "  call probe_write_to_nowhere\n"
    "  popq %rbp\n  .cfi_adjust_cfa_offset -8\n  .cfi_restore rbp\n"
    "  ret\n"
    "  .cfi_endproc\n"
    ".size probe_without_frame_pointer, . - probe_without_frame_pointer\n");
#else
KEPT void probe_without_frame_pointer(void) {
    probe_write_to_nowhere();
    probe_depth += 1;
}
#endif

KEPT void probe_call_nowhere(void) {
    void (*volatile nowhere)(void) = (void (*)(void))(uintptr_t)16;
    nowhere();
    probe_depth += 1;
}

KEPT int probe_overflow_stack(int depth) {
    volatile char room[1024];
    if (depth < 0) return 0;
    room[depth % 1024] = (char)depth;
    return probe_overflow_stack(depth + 1) + room[depth % 1024];
}

KEPT void probe_cut_file(void) {
    int file = memfd_create("cut", 0);
    char *memory = file < 0 ? MAP_FAILED : mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, 0);
    if (memory != MAP_FAILED) probe_depth += *(volatile char *)memory;
}

KEPT void probe_divide(void) {
    raise(SIGFPE);
    probe_depth += 1;
}

static void *on_a_thread(void *opaque) {
    pthread_setname_np(pthread_self(), "stage");
    probe_write_to_nowhere();
    return opaque;
}

KEPT void probe_crash_on_thread(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, on_a_thread, NULL);
    pthread_join(thread, NULL);
}

/* The stack below is overwritten: the chain of frames leads nowhere. */
KEPT void probe_smash_stack(void) {
    volatile uint64_t room[4];
    volatile uint64_t *beyond = room;
    for (int index = 0; index < 64; ++index) beyond[index] = 0x4141414141414141u;
    probe_write_to_nowhere();
}

void probe_crash(const char *name) {
    if (strcmp(name, "null") == 0) probe_without_frame_pointer();
    if (strcmp(name, "call") == 0) probe_call_nowhere();
    if (strcmp(name, "overflow") == 0) probe_overflow_stack(0);
    if (strcmp(name, "bus") == 0) probe_cut_file();
    if (strcmp(name, "fpe") == 0) probe_divide();
    if (strcmp(name, "abort") == 0) abort();
    if (strcmp(name, "trap") == 0) __builtin_trap();
    if (strcmp(name, "thread") == 0) probe_crash_on_thread();
    if (strcmp(name, "smash") == 0) probe_smash_stack();
    if (strcmp(name, "kill") == 0) kill(getpid(), SIGKILL);
}
