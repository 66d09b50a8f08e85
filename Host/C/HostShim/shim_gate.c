#include "shim_gate.h"

#if defined __x86_64__
__asm__(
    ".text\n"
    ".globl shim_gate\n.hidden shim_gate\n.type shim_gate, @function\n"
    ".globl shim_gate_end\n.hidden shim_gate_end\n"
    "shim_gate:\n"
    "  movq %rdi, %rax\n"
    "  movq %rsi, %r11\n"
    "  movq 0(%r11), %rdi\n"
    "  movq 8(%r11), %rsi\n"
    "  movq 16(%r11), %rdx\n"
    "  movq 24(%r11), %r10\n"
    "  movq 32(%r11), %r8\n"
    "  movq 40(%r11), %r9\n"
    "  syscall\n"
    "shim_gate_end:\n"
    "  ret\n"
    ".size shim_gate, . - shim_gate\n");
#elif defined __aarch64__
__asm__(
    ".text\n"
    ".globl shim_gate\n.hidden shim_gate\n.type shim_gate, %function\n"
    ".globl shim_gate_end\n.hidden shim_gate_end\n"
    "shim_gate:\n"
    "  mov x8, x0\n"
    "  mov x9, x1\n"
    "  ldp x0, x1, [x9]\n"
    "  ldp x2, x3, [x9, #16]\n"
    "  ldp x4, x5, [x9, #32]\n"
    "  svc #0\n"
    "shim_gate_end:\n"
    "  ret\n"
    ".size shim_gate, . - shim_gate\n");
#endif
