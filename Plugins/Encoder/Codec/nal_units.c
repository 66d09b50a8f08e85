#include "nal_units.h"

#include <stdlib.h>
#include <string.h>

enum { NAL_SEI = 6, NAL_SPS = 7, NAL_PPS = 8, SEI_USER_DATA_UNREGISTERED = 5 };

void nal_bytes_free(nal_bytes *bytes) {
    free(bytes->start);
    memset(bytes, 0, sizeof *bytes);
}

static int append(nal_bytes *to, const uint8_t *from, size_t size) {
    if (to->size + size > to->capacity) {
        const size_t capacity = (to->size + size) * 2;
        uint8_t *bigger = realloc(to->start, capacity);
        if (!bigger) return 0;
        to->start = bigger;
        to->capacity = capacity;
    }
    memcpy(to->start + to->size, from, size);
    to->size += size;
    return 1;
}

/* Where the next start code (00 00 01, with the zeros before it) begins at or after `at`; `size` for none. */
static size_t next_start(const uint8_t *bytes, size_t size, size_t at) {
    for (size_t i = at; i + 3 <= size; i++) {
        if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 1) return i > at && bytes[i - 1] == 0 ? i - 1 : i;
    }
    return size;
}

int nal_split_key(const uint8_t *bytes, size_t size, nal_bytes *data, nal_bytes *config) {
    nal_bytes old = *config;
    nal_bytes sets = {0};
    data->size = 0;
    size_t at = next_start(bytes, size, 0);
    while (at < size) {
        size_t payload = at;
        while (payload < size && bytes[payload] == 0) payload++;
        payload++; /* behind the 1 */
        const size_t end = payload < size ? next_start(bytes, size, payload) : size;
        const int type = payload < size ? bytes[payload] & 31 : 0;
        const int is_text = type == NAL_SEI && payload + 1 < end && bytes[payload + 1] == SEI_USER_DATA_UNREGISTERED;
        if (!is_text && !append(data, bytes + at, end - at)) goto no_memory;
        if ((type == NAL_SPS || type == NAL_PPS) && !append(&sets, bytes + at, end - at)) goto no_memory;
        at = end;
    }
    if (sets.size == old.size && (sets.size == 0 || memcmp(sets.start, old.start, sets.size) == 0)) {
        nal_bytes_free(&sets);
        return 0;
    }
    nal_bytes_free(&old);
    *config = sets;
    return 1;
no_memory:
    nal_bytes_free(&sets);
    return -1;
}
