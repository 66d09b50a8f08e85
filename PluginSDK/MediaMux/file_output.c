#define _GNU_SOURCE
#include "file_output.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include <libavformat/avio.h>
#include <libavutil/error.h>

int file_output_write(void *opaque, uint8_t *bytes, int count) {
    file_output *output = opaque;
    if (output->failure) return AVERROR(output->failure);
    if (output->size + (size_t)count > output->capacity) {
        const size_t capacity = (output->size + (size_t)count) * 2;
        uint8_t *bigger = realloc(output->bytes, capacity);
        if (!bigger) return AVERROR(ENOMEM);
        output->bytes = bigger;
        output->capacity = capacity;
    }
    memcpy(output->bytes + output->size, bytes, (size_t)count);
    output->size += (size_t)count;
    return count;
}

int64_t file_output_seek(void *opaque, int64_t offset, int whence) {
    file_output *output = opaque;
    const int64_t collected = output->base + (int64_t)output->size;
    if (whence == AVSEEK_SIZE) return collected > output->end ? collected : output->end;
    if ((whence & ~AVSEEK_FORCE) != SEEK_SET) return AVERROR(EINVAL);
    if (offset == collected) return offset;
    if (file_output_flush(output) < 0) return AVERROR(output->failure);
    output->base = offset;
    return offset;
}

enum { HEAD_BYTES = 8 };

static int write_range(file_output *output, size_t from, size_t to) {
    while (from < to) {
        const ssize_t step =
            pwrite(output->descriptor, output->bytes + from, to - from, output->base + (int64_t)from);
        if (step < 0 && errno == EINTR) continue;
        if (step <= 0) return step < 0 ? errno : ENOSPC;
        from += (size_t)step;
    }
    return 0;
}

/* The head of a fragment (a box's size and type, a cluster's id) is written last: a process that is killed while the
 * rest is written leaves zeros there, which no player takes for a fragment. */
static int write_all(file_output *output) {
    const size_t head = output->base == output->end && output->size > HEAD_BYTES ? HEAD_BYTES : 0;
    const int failure = write_range(output, head, output->size);
    return failure ? failure : write_range(output, 0, head);
}

/* A limit on the size of files ends a process by a signal unless that is blocked. */
static int write_without_signal(file_output *output) {
    sigset_t size_signal, before;
    sigemptyset(&size_signal);
    sigaddset(&size_signal, SIGXFSZ);
    if (pthread_sigmask(SIG_BLOCK, &size_signal, &before) != 0) return write_all(output);
    const int failure = write_all(output);
    if (failure && !sigismember(&before, SIGXFSZ)) {
        const struct timespec at_once = {0, 0};
        sigtimedwait(&size_signal, NULL, &at_once);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failure;
}

int file_output_flush(file_output *output) {
    if (output->failure) return -1;
    if (output->size == 0) return 0;
    const int failure = write_without_signal(output);
    if (failure) {
        output->failure = failure;
        /* What was written of this piece would be a fragment without its end. */
        if (ftruncate(output->descriptor, output->whole) != 0) output->end = output->base;
        output->size = 0;
        return -1;
    }
    output->base += (int64_t)output->size;
    output->size = 0;
    if (output->base > output->end) output->end = output->base;
    return 0;
}

void file_output_free(file_output *output) {
    free(output->bytes);
    output->bytes = NULL;
    output->size = output->capacity = 0;
}
