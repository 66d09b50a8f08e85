/* What a plugin may try. Each returns 0 when it worked, else the errno. */
#ifndef PROBE_ACTIONS_H
#define PROBE_ACTIONS_H

/* Tries what is named; `argument` is a path, a number or empty. 0, an errno, or -1 for an unknown name. */
int probe_try(const char *name, const char *argument);

/* Crashes in the way that is named; does not return. */
void probe_crash(const char *name);

/* Starts a thread that waits for ever. */
void probe_start_thread(void);

#endif
