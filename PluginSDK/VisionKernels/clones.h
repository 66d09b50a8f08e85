/* Marks a function to be compiled for several instruction sets, the best of which is chosen when the program loads.
 * Elsewhere than on x86-64 Linux the base set already has vectors. */
#ifndef SLUICE_VISION_CLONES_H
#define SLUICE_VISION_CLONES_H

#if defined(__x86_64__) && defined(__linux__) && !defined(__SANITIZE_ADDRESS__)
#define SV_CLONES __attribute__((target_clones("default", "avx2", "arch=x86-64-v4")))
#else
#define SV_CLONES
#endif

#endif
