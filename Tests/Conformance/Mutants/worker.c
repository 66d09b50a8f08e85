/* Faults that show in a worker alone. */
#define _GNU_SOURCE
#include "specimen.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* The process that a lock names; 0 when there is none. */
int owner_of(const char *lock) {
    int owner = 0;
    int file = open(lock, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    if (read(file, &owner, sizeof owner) != sizeof owner) owner = -1;
    close(file);
    return owner;
}

/* What a plugin must not count on in a worker: the network, descriptors that are not its own, an orderly end. */
double not_for_workers(sluice_stage *stage) {
    if (FAULT(writes_to_sockets)) {
        struct stat facts;
        for (int other = 3; other < 256; ++other)
            if (fstat(other, &facts) == 0 && S_ISSOCK(facts.st_mode)) (void)!write(other, "item\n", 5);
    }
    if (FAULT(leaves_lock) && stage->lock[0]) {
        int owner = getpid();
        int file = open(stage->lock, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (file >= 0 && write(file, &owner, sizeof owner) == sizeof owner) usleep(20000);
        if (file >= 0) close(file);
        unlink(stage->lock);
    }
    if (FAULT(phones_home)) {
        int line = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (line < 0) return 1;
        close(line);
    }
    return 0;
}
