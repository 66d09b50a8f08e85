/* System-call filters (seccomp), and what happens when one refuses a call. */
#ifndef SHIM_SECCOMP_H
#define SHIM_SECCOMP_H

#include "shim_record.h"

/* An instruction of a filter, as the kernel defines it (linux/filter.h). */
struct shim_filter_line {
    uint16_t code;
    uint8_t if_true;
    uint8_t if_false;
    uint32_t operand;
};

/* What a system call belongs to: who may make it. */
enum shim_call_group {
    SHIM_CALL_BASE,     /* every program needs it, and it reaches nobody else */
    SHIM_CALL_CHECKED,  /* allowed or not by its arguments */
    SHIM_CALL_OPEN,     /* opens files by path: Landlock decides */
    SHIM_CALL_CHANGE,   /* makes, renames and removes files by path: Landlock decides */
    SHIM_CALL_FILES,    /* changes what files are, or watches them: Landlock does not look at it */
    SHIM_CALL_NETWORK,
    SHIM_CALL_PROCESS,
    SHIM_CALL_PRIORITY,
    SHIM_CALL_ABSENT,   /* said not to exist, so that libraries take the older call, which can be checked */
    SHIM_CALL_NEVER,
};

/* What the filter tells the handler of trapped calls, as the data of SECCOMP_RET_TRAP. */
enum shim_trap {
    SHIM_TRAP_REFUSE = 1, /* EPERM, and written down */
    SHIM_TRAP_TRY = 2,    /* made from the gate, and written down when Landlock refuses */
    SHIM_TRAP_MASK = 3,   /* rt_sigprocmask: done without ever blocking SIGSYS, which would kill the process */
    SHIM_TRAP_CONNECT = 4 /* refused, quietly where the C library only asks for its name cache */
};

/* A system call of this kind of processor; `path` is the argument that is a path, or -1. */
struct shim_call {
    int32_t number;
    uint32_t group;
    int32_t path;
    uint32_t reserved;
    const char *name;
};

/* All known calls, in no order. Constant. */
const struct shim_call *shim_calls(uint32_t *count);

/* What is known of a call; NULL when nothing is. */
const struct shim_call *shim_call_find(int number);

/* AUDIT_ARCH_* of this kind of processor. */
uint32_t shim_filter_machine(void);

/* The address behind the instruction by which the handler makes calls that are to be tried. */
uint64_t shim_gate_address(void);

/* Whether the kernel has filters that can hand a refused call to a handler (1). */
int shim_has_filters(void);

/* Takes SIGSYS for the process. Refused calls then go into the record (NULL: nowhere) and return -EPERM to the caller.
 * 0 or -errno. */
int shim_refusals_install(struct shim_record *record);

/* Puts all threads of the process under a filter. 0 or -errno. */
int shim_filter_install(const struct shim_filter_line *lines, uint32_t count);

#endif
