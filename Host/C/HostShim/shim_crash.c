#define _GNU_SOURCE
#include "shim_crash.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "shim_memory.h"

enum { SIGNAL_STACK_BYTES = 128 << 10, GUARD_BYTES = 64 << 10 };

static const int crash_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP};
static struct shim_record *crash_record;
static int crashing_thread; /* the first that crashes; others wait for the end that it brings */
static int crash_signal;
static __thread int thread_item = -1;

static void die(int signal) {
    struct sigaction fallback;
    memset(&fallback, 0, sizeof fallback);
    fallback.sa_handler = SIG_DFL;
    sigaction(signal, &fallback, NULL);
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, signal);
    sigprocmask(SIG_UNBLOCK, &only, NULL);
    syscall(SYS_tgkill, getpid(), (int)syscall(SYS_gettid), signal);
    _exit(128 + signal);
}

static int has_address(int signal, const siginfo_t *info) {
    return info->si_code > 0 && info->si_code != SI_KERNEL && (signal == SIGSEGV || signal == SIGBUS);
}

/* Where execution stood, and who called: by frame pointers, which reads nothing that is not there. */
static uint32_t walk(const struct shim_registers *at, uint64_t fault, uint64_t *frames) {
    uint32_t count = 0;
    frames[count++] = at->pc;
    if (fault != 0 && fault == at->pc) { /* a call to nowhere: the caller's address is where the call left it */
        uint64_t caller = at->link;
        if (caller == 0) shim_read_memory(at->sp, &caller, sizeof caller);
        if (caller != 0) frames[count++] = caller;
    }
    return count + shim_walk_frames(at->fp, at->sp, frames + count, SHIM_RECORD_FRAMES - count);
}

/* Code without frame pointers is unwound by its tables. Those of a damaged stack may lead astray: what was walked is
 * written before, and a second fault ends the process with the first signal. */
static void unwind(struct shim_record_crash *crash) {
    static uint64_t frames[SHIM_RECORD_FRAMES];
    uint32_t count = shim_unwind(crash->pc, frames, SHIM_RECORD_FRAMES);
    if (count <= crash->frame_count) return;
    memcpy(crash->frames, frames, count * sizeof frames[0]);
    __atomic_store_n(&crash->frame_count, count, __ATOMIC_RELEASE);
}

static void on_crash(int signal, siginfo_t *info, void *opaque) {
    int self = (int)syscall(SYS_gettid), nobody = 0;
    if (!__atomic_compare_exchange_n(&crashing_thread, &nobody, self, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
        if (nobody == self) die(crash_signal);
        for (;;) pause();
    }
    crash_signal = signal;
    struct shim_registers at = shim_registers_of(opaque);
    struct shim_record_crash *crash = &crash_record->crash;
    __atomic_store_n(&crash->state, SHIM_RECORD_WRITING, __ATOMIC_RELEASE);
    crash->signal = signal;
    crash->code = info->si_code;
    crash->item = thread_item;
    crash->has_address = (uint32_t)has_address(signal, info);
    crash->address = crash->has_address ? (uint64_t)(uintptr_t)info->si_addr : 0;
    crash->pc = at.pc;
    crash->sp = at.sp;
    crash->fp = at.fp;
    prctl(PR_GET_NAME, crash->thread, 0, 0, 0);
    crash->frame_count = walk(&at, crash->address, crash->frames);
    __atomic_store_n(&crash->state, SHIM_RECORD_READY, __ATOMIC_RELEASE);
    unwind(crash);
    for (uint32_t index = 0; index < crash->frame_count; ++index)
        shim_record_image_of(crash_record, crash->frames[index]);
    die(signal);
}

int shim_crash_install(struct shim_record *record) {
    crash_record = record;
    uint64_t none;
    shim_unwind(0, &none, 0); /* what the unwinder sets up at its first use is set up here */
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_crash;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    for (size_t index = 0; index < sizeof crash_signals / sizeof crash_signals[0]; ++index)
        if (sigaction(crash_signals[index], &action, NULL) != 0) return -errno;
    return 0;
}

int shim_crash_thread(int item) {
    thread_item = item;
    stack_t now;
    if (sigaltstack(NULL, &now) == 0 && !(now.ss_flags & SS_DISABLE) && now.ss_size >= SIGNAL_STACK_BYTES) return 0;
    char *memory = mmap(NULL, GUARD_BYTES + SIGNAL_STACK_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (memory == MAP_FAILED) return -errno;
    stack_t stack;
    memset(&stack, 0, sizeof stack);
    stack.ss_sp = memory + GUARD_BYTES;
    stack.ss_size = SIGNAL_STACK_BYTES;
    if (mprotect(stack.ss_sp, stack.ss_size, PROT_READ | PROT_WRITE) == 0 && sigaltstack(&stack, NULL) == 0) return 0;
    int error = errno;
    munmap(memory, GUARD_BYTES + SIGNAL_STACK_BYTES);
    return -error;
}
