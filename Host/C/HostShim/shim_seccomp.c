#define _GNU_SOURCE
#include "shim_seccomp.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <ucontext.h>
#include <unistd.h>

#include "shim_calls.h"
#include "shim_gate.h"
#include "shim_memory.h"

#define LISTED(name, group, path) {__NR_##name, SHIM_CALL_##group, path, 0, #name},
static const struct shim_call calls[] = {SHIM_COMMON_CALLS(LISTED) SHIM_OLDER_CALLS(LISTED)};
enum { CALL_COUNT = sizeof calls / sizeof calls[0] };

const struct shim_call *shim_calls(uint32_t *count) {
    *count = CALL_COUNT;
    return calls;
}

const struct shim_call *shim_call_find(int number) {
    for (uint32_t index = 0; index < CALL_COUNT; ++index)
        if (calls[index].number == number) return &calls[index];
    return NULL;
}

uint32_t shim_filter_machine(void) {
#if defined __x86_64__
    return AUDIT_ARCH_X86_64;
#elif defined __aarch64__
    return AUDIT_ARCH_AARCH64;
#else
#error "Sluice runs on x86_64 and aarch64"
#endif
}

uint64_t shim_gate_address(void) { return (uint64_t)(uintptr_t)shim_gate_end; }

int shim_has_filters(void) {
    uint32_t action = SECCOMP_RET_TRAP;
    if (syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0u, &action) == 0) return 1;
    /* Before 4.14 there was no such question; a filter that cannot be read then says that filters are there. */
    return errno == EINVAL && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL, 0, 0) != 0 && errno == EFAULT;
}

static struct shim_record *refusal_record;

/* The registers of a system call as the processor has them. */
static long call_number(const ucontext_t *context, uint64_t arguments[6]) {
#if defined __x86_64__
    const greg_t *registers = context->uc_mcontext.gregs;
    const int order[6] = {REG_RDI, REG_RSI, REG_RDX, REG_R10, REG_R8, REG_R9};
    for (int index = 0; index < 6; ++index) arguments[index] = (uint64_t)registers[order[index]];
    return (long)registers[REG_RAX];
#else
    for (int index = 0; index < 6; ++index) arguments[index] = context->uc_mcontext.regs[index];
    return (long)context->uc_mcontext.regs[8];
#endif
}

static void set_result(ucontext_t *context, long result) {
#if defined __x86_64__
    context->uc_mcontext.gregs[REG_RAX] = result;
#else
    context->uc_mcontext.regs[0] = (uint64_t)result;
#endif
}

static void find_callers(const ucontext_t *context, uint64_t callers[SHIM_RECORD_CALLERS]) {
    struct shim_registers registers = shim_registers_of(context);
    if (shim_unwind(registers.pc, callers, SHIM_RECORD_CALLERS) > 1) return;
    callers[0] = registers.pc;
    shim_walk_frames(registers.fp, registers.sp, callers + 1, SHIM_RECORD_CALLERS - 1);
}

static void write_down(const ucontext_t *context, int number, int error, const uint64_t arguments[6], const char *detail) {
    if (refusal_record == NULL) return;
    uint64_t callers[SHIM_RECORD_CALLERS] = {0};
    find_callers(context, callers);
    for (int index = 0; index < SHIM_RECORD_CALLERS; ++index) shim_record_image_of(refusal_record, callers[index]);
    shim_record_refuse(refusal_record, number, error, arguments, callers, detail);
}

/* Copies a path out of the process's memory; empty when it is not readable. */
static void copy_path(uint64_t address, char *path, size_t size) {
    path[0] = 0;
    for (size_t done = 0; done + 1 < size; ++done) {
        if (shim_read_memory(address + done, path + done, 1) != 0) path[done] = 0;
        if (path[done] == 0) return;
    }
    path[size - 1] = 0;
}

static long refuse(const ucontext_t *context, int number, int error, const uint64_t arguments[6]) {
    char path[SHIM_RECORD_DETAIL_BYTES] = "";
    const struct shim_call *call = shim_call_find(number);
    if (call != NULL && call->path >= 0) copy_path(arguments[call->path], path, sizeof path);
    write_down(context, number, error, arguments, path);
    return -error;
}

static long try_call(const ucontext_t *context, int number, const uint64_t arguments[6]) {
    long result = shim_gate(number, arguments);
    if (result == -EACCES || result == -EPERM) return refuse(context, number, (int)-result, arguments);
    return result;
}

/* The C library asks its name cache first and does without when that is not there. */
static long refuse_connect(const ucontext_t *context, int number, const uint64_t arguments[6]) {
    struct sockaddr_un address;
    memset(&address, 0, sizeof address);
    size_t bytes = arguments[2] < sizeof address - 1 ? (size_t)arguments[2] : sizeof address - 1;
    if (shim_read_memory(arguments[1], &address, bytes) != 0 || address.sun_family != AF_UNIX) address.sun_path[0] = 0;
    if (strcmp(address.sun_path, "/var/run/nscd/socket") == 0) return -ENOENT;
    write_down(context, number, EPERM, arguments, address.sun_path);
    return -EPERM;
}

/* The mask that the thread gets back when the handler returns is the one to change. The kernel's set has 64 bits. */
static long change_mask(ucontext_t *context, const uint64_t arguments[6]) {
    uint64_t now, wanted;
    if (arguments[3] != sizeof now) return -EINVAL;
    memcpy(&now, &context->uc_sigmask, sizeof now);
    if (shim_read_memory(arguments[1], &wanted, sizeof wanted) != 0) return -EFAULT;
    uint64_t next = arguments[0] == SIG_BLOCK ? now | wanted : wanted;
    next &= ~(UINT64_C(1) << (SIGSYS - 1));
    if (arguments[2] != 0) memcpy((void *)(uintptr_t)arguments[2], &now, sizeof now);
    memcpy(&context->uc_sigmask, &next, sizeof next);
    return 0;
}

static void on_trap(int signal, siginfo_t *info, void *opaque) {
    (void)signal;
    if (info->si_code != 1 /* SYS_SECCOMP */) return;
    int kept_errno = errno;
    ucontext_t *context = opaque;
    uint64_t arguments[6];
    int number = (int)call_number(context, arguments);
    long result;
    switch (info->si_errno) {
        case SHIM_TRAP_TRY: result = try_call(context, number, arguments); break;
        case SHIM_TRAP_MASK: result = change_mask(context, arguments); break;
        case SHIM_TRAP_CONNECT: result = refuse_connect(context, number, arguments); break;
        default: result = refuse(context, number, EPERM, arguments); break;
    }
    set_result(context, result);
    errno = kept_errno;
}

int shim_refusals_install(struct shim_record *record) {
    refusal_record = record;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_trap;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER | SA_RESTART;
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, SIGSYS);
    if (sigprocmask(SIG_UNBLOCK, &only, NULL) != 0) return -errno;
    return sigaction(SIGSYS, &action, NULL) == 0 ? 0 : -errno;
}

_Static_assert(sizeof(struct shim_filter_line) == sizeof(struct sock_filter), "a line is the kernel's");

int shim_filter_install(const struct shim_filter_line *lines, uint32_t count) {
    if (count > BPF_MAXINSNS) return -E2BIG;
    struct sock_fprog program = {(unsigned short)count, (struct sock_filter *)(uintptr_t)lines};
    long status = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
    if (status > 0) return -ESRCH; /* a thread that could not be taken along */
    return status == 0 ? 0 : -errno;
}
