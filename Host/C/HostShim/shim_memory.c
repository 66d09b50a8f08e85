#define _GNU_SOURCE
#include "shim_memory.h"

#include <errno.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
#include <unwind.h>

/* No stack is larger: what lies farther off is no frame. */
static const uint64_t stack_limit_bytes = UINT64_C(1) << 30;

struct shim_registers shim_registers_of(const ucontext_t *context) {
    struct shim_registers registers = {0, 0, 0, 0};
#if defined __x86_64__
    registers.pc = (uint64_t)context->uc_mcontext.gregs[REG_RIP];
    registers.sp = (uint64_t)context->uc_mcontext.gregs[REG_RSP];
    registers.fp = (uint64_t)context->uc_mcontext.gregs[REG_RBP];
#elif defined __aarch64__
    registers.pc = context->uc_mcontext.pc;
    registers.sp = context->uc_mcontext.sp;
    registers.fp = context->uc_mcontext.regs[29];
    registers.link = context->uc_mcontext.regs[30];
#endif
    return registers;
}

int shim_read_memory(uint64_t address, void *copy, size_t bytes) {
    struct iovec local = {copy, bytes}, remote = {(void *)(uintptr_t)address, bytes};
    long got = syscall(SYS_process_vm_readv, getpid(), &local, 1ul, &remote, 1ul, 0ul);
    if (got == (long)bytes) return 0;
    return got < 0 ? -errno : -EFAULT;
}

uint32_t shim_walk_frames(uint64_t fp, uint64_t sp, uint64_t *addresses, uint32_t limit) {
    uint32_t count = 0;
    uint64_t lowest = sp;
    while (count < limit && fp % 8 == 0 && fp >= lowest && fp - sp < stack_limit_bytes) {
        uint64_t frame[2]; /* the caller's frame pointer, the return address: the same on x86_64 and aarch64 */
        if (shim_read_memory(fp, frame, sizeof frame) != 0 || frame[1] == 0) break;
        addresses[count++] = frame[1];
        lowest = fp + sizeof frame;
        fp = frame[0];
    }
    return count;
}

struct unwinding {
    uint64_t pc, *addresses;
    uint32_t count, limit;
};

static _Unwind_Reason_Code unwound(struct _Unwind_Context *context, void *opaque) {
    struct unwinding *state = opaque;
    uint64_t address = (uint64_t)_Unwind_GetIP(context);
    if (state->count == 0 && address != state->pc) return _URC_NO_REASON; /* still the handler's own frames */
    if (address == 0 || state->count >= state->limit) return _URC_END_OF_STACK;
    state->addresses[state->count++] = address;
    return _URC_NO_REASON;
}

uint32_t shim_unwind(uint64_t pc, uint64_t *addresses, uint32_t limit) {
    struct unwinding state = {pc, addresses, 0, limit};
    _Unwind_Backtrace(unwound, &state);
    return state.count;
}
