#include <math.h>
#include <string.h>

#include "tensor_parts.h"

/* One plane on its way across: its columns, gathered for each of its components. */
typedef struct lane {
    const sv_plane *plane;
    const sv_plane *twin;  /* another of the same grid, whose samples are the second of each position; or NULL */
    int32_t channels;      /* samples of a position, of both together */
    sv_axis across, down;
    size_t left, samples;  /* first sample of a row that is needed, and how many */
    int32_t span;          /* the same in positions */
    int32_t used;          /* components taken from it */
    int32_t *firsts;       /* linear: sample of the first neighbour, counted from left */
    uint32_t *places;      /* linear: for sv_interpolate_near, where it can be used; else NULL */
    float *shares;
    sv_cover *covers;      /* area */
} lane;

typedef struct workshop {
    lane lanes[3];
    int32_t lane_count;
    uint16_t *sums, *halves; /* halves: of a plane and of its twin, before they are one row */
    size_t half;             /* elements from one half to the other */
    uint32_t *pairs, *running;
    float *components, *rows;
    size_t row; /* elements from one row of pairs, components and rows to the next */
} workshop;

static size_t aligned(size_t bytes) { return (bytes + 63) & ~(size_t)63; }

static void *take(uint8_t **place, size_t bytes) {
    void *result = *place;
    *place += aligned(bytes);
    return result;
}

static int by_area(const sv_tensor_job *job, const sv_axis *axis) { return job->area && sv_shrinks(axis); }

/* Planes of colour differences on the same grid: one gather for both is cheaper than two. */
static int are_twins(const sv_plane *one, const sv_plane *other) {
    return one->channels == 1 && other->channels == 1 && one->width == other->width && one->height == other->height &&
           one->step == other->step;
}

/* Which planes give the components; 0 when they do not suffice. */
static int32_t lay_lanes(const sv_tensor_job *job, lane *lanes) {
    int32_t left = job->components, count = 0;
    for (int32_t i = 0; i < 3 && left > 0; ++i) {
        const sv_plane *plane = job->planes + i;
        const double step = plane->step;
        lane *own = lanes + count++;
        *own = (lane){.plane = plane, .channels = plane->channels};
        own->across = (sv_axis){job->x / step, job->width / step, plane->width, job->inner_width};
        own->down = (sv_axis){job->y / step, job->height / step, plane->height, job->inner_height};
        if (i == 1 && left == 2 && are_twins(plane, plane + 1)) {
            own->twin = job->planes + ++i;
            own->channels = 2;
        }
        own->used = left < own->channels ? left : own->channels;
        left -= own->used;
    }
    return left > 0 ? 0 : count;
}

size_t sv_tensor_scratch_bytes(const sv_tensor_job *job) {
    size_t widest = 0, longest = 0;
    for (int32_t i = 0; i < 3; ++i) {
        /* Twins take twice the room of one. */
        const size_t samples = ((size_t)job->planes[i].width + 2) * (size_t)(job->planes[i].channels + 1);
        if (samples > widest) widest = samples;
        if ((size_t)job->planes[i].width > longest) longest = (size_t)job->planes[i].width;
    }
    const size_t row = aligned((size_t)job->inner_width * sizeof(float));
    const size_t columns = 3 * aligned((size_t)job->inner_width * sizeof(sv_cover)) + 9 * row;
    widest += SV_NEAR_SAMPLES;
    return columns + 3 * aligned(widest * sizeof(uint16_t)) + aligned((longest + 1) * sizeof(uint32_t)) + 9 * row + 64;
}

/* The columns that a lane needs, and from where to where its rows are read. */
static void lay_columns(const sv_tensor_job *job, lane *own, uint8_t **place) {
    const int32_t count = own->across.count, channels = own->channels;
    int32_t low, high;
    if (by_area(job, &own->across)) {
        own->covers = take(place, (size_t)count * sizeof(sv_cover));
        for (int32_t x = 0; x < count; ++x) own->covers[x] = sv_cover_at(&own->across, x);
        low = own->covers[0].first;
        high = own->covers[count - 1].last;
        for (int32_t x = 0; x < count; ++x) own->covers[x].first -= low, own->covers[x].last -= low;
    } else {
        own->firsts = take(place, (size_t)count * sizeof(int32_t));
        own->shares = take(place, (size_t)count * sizeof(float));
        sv_pairs(&own->across, own->firsts, own->shares);
        low = own->firsts[0];
        high = own->firsts[count - 1] + 1 < own->across.size ? own->firsts[count - 1] + 1 : own->across.size - 1;
        for (int32_t x = 0; x < count; ++x) own->firsts[x] = (own->firsts[x] - low) * channels;
        if (sv_takes_near(own->firsts, count, channels)) {
            own->places = take(place, (size_t)count * sizeof(uint32_t));
            sv_near_places(own->firsts, count, channels, own->places);
        }
    }
    own->left = (size_t)low * (size_t)channels;
    own->span = high - low + 1;
    own->samples = (size_t)own->span * (size_t)channels;
}

static int is_sound(const sv_tensor_job *job) {
    if (job->components != 1 && job->components != 3) return 0;
    if (job->channels != 1 && job->channels != 3) return 0;
    if (job->element != SV_TENSOR_F32 && job->element != SV_TENSOR_U8) return 0;
    if (!(job->width > 0) || !(job->height > 0) || !(job->width < 1e6) || !(job->height < 1e6)) return 0;
    if (!(fabs(job->x) < 1e6) || !(fabs(job->y) < 1e6)) return 0;
    if (job->inner_width < 1 || job->inner_height < 1 || job->left < 0 || job->top < 0) return 0;
    if (job->tensor_width > 65536 || job->tensor_height > 65536) return 0;
    if (job->inner_width > job->tensor_width - job->left || job->inner_height > job->tensor_height - job->top) return 0;
    lane lanes[3];
    const int32_t count = lay_lanes(job, lanes);
    for (int32_t i = 0; i < count; ++i) {
        const sv_plane *plane = lanes[i].plane;
        if (plane->start == NULL || plane->width < 1 || plane->height < 1 || plane->width > 65536) return 0;
        if (plane->channels < 1 || plane->channels > 4 || plane->step < 1) return 0;
        if (lanes[i].twin != NULL && lanes[i].twin->start == NULL) return 0;
    }
    return count > 0;
}

static int set_up(const sv_tensor_job *job, workshop *shop, void *scratch, size_t scratch_bytes) {
    if (scratch == NULL || scratch_bytes < sv_tensor_scratch_bytes(job)) return 0;
    uint8_t *place = (uint8_t *)(((uintptr_t)scratch + 63) & ~(uintptr_t)63);
    size_t widest = 0, longest = 0;
    shop->lane_count = lay_lanes(job, shop->lanes);
    for (int32_t i = 0; i < shop->lane_count; ++i) {
        lane *own = shop->lanes + i;
        lay_columns(job, own, &place);
        const size_t samples = own->samples + (size_t)own->channels + SV_NEAR_SAMPLES;
        widest = samples > widest ? samples : widest;
        longest = (size_t)own->span > longest ? (size_t)own->span : longest;
    }
    shop->row = aligned((size_t)job->inner_width * sizeof(float)) / sizeof(float);
    shop->sums = take(&place, widest * sizeof(uint16_t));
    shop->half = aligned(widest * sizeof(uint16_t)) / sizeof(uint16_t);
    shop->halves = take(&place, 2 * shop->half * sizeof(uint16_t));
    shop->running = take(&place, (longest + 1) * sizeof(uint32_t));
    shop->pairs = take(&place, 3 * shop->row * sizeof(uint32_t));
    shop->components = take(&place, 3 * shop->row * sizeof(float));
    shop->rows = take(&place, 3 * shop->row * sizeof(float));
    return 1;
}

static void sum_plane(const sv_tensor_job *job, const lane *own, const sv_plane *plane, int32_t index, size_t left,
                      size_t samples, uint16_t *sums) {
    if (by_area(job, &own->down)) {
        sv_sum_area(plane, &own->down, index, left, samples, sums);
    } else {
        sv_sum_linear(plane, &own->down, index, left, samples, sums);
    }
}

static void sum_lane(const sv_tensor_job *job, workshop *shop, const lane *own, int32_t index) {
    if (own->twin == NULL) {
        sum_plane(job, own, own->plane, index, own->left, own->samples, shop->sums);
        return;
    }
    uint16_t *first = shop->halves, *second = first + shop->half;
    const size_t span = (size_t)own->span;
    sum_plane(job, own, own->plane, index, own->left / 2, span, first);
    sum_plane(job, own, own->twin, index, own->left / 2, span, second);
    sv_join(first, second, span, shop->sums);
}

/* The components of one row of the tensor. */
static void take_row(const sv_tensor_job *job, workshop *shop, int32_t index) {
    float *out = shop->components;
    for (int32_t i = 0; i < shop->lane_count; ++i) {
        const lane *own = shop->lanes + i;
        const int32_t channels = own->channels;
        sum_lane(job, shop, own, index);
        if (own->covers != NULL) {
            for (int32_t c = 0; c < own->used; ++c, out += shop->row) {
                sv_average(shop->sums + c, channels, own->covers, job->inner_width, own->span, shop->running, out);
            }
            continue;
        }
        /* The last position has itself as its neighbour. */
        memcpy(shop->sums + own->samples, shop->sums + own->samples - channels, (size_t)channels * sizeof(uint16_t));
        if (own->places != NULL) {
            sv_interpolate_near(shop->sums, own->firsts, own->places, own->shares, job->inner_width, own->used, out,
                                shop->row);
            out += (size_t)own->used * shop->row;
            continue;
        }
        sv_gather(shop->sums, own->firsts, job->inner_width, channels, own->used, shop->pairs, shop->row);
        if (channels == 2) {
            sv_interpolate_two(shop->pairs, own->shares, (size_t)job->inner_width, out, out + shop->row);
            out += 2 * shop->row;
            continue;
        }
        for (int32_t c = 0; c < own->used; ++c, out += shop->row) {
            sv_interpolate(shop->pairs + (size_t)c * shop->row, own->shares, (size_t)job->inner_width, out);
        }
    }
}

/* Components come in 256ths. */
static sv_mixture mixture_of(const sv_tensor_job *job, int32_t channel) {
    const float over = 1.0f / SV_ROW_ONE, *matrix = job->matrix[channel];
    const int has_colour = job->components == 3;
    return (sv_mixture){{matrix[0] * over, has_colour ? matrix[1] * over : 0, has_colour ? matrix[2] * over : 0},
                        job->offset[channel], job->scale[channel], job->bias[channel]};
}

static void mix(const sv_tensor_job *job, const workshop *shop, int32_t channel, float *out) {
    const float *in = shop->components;
    const sv_mixture m = mixture_of(job, channel);
    if (job->components == 1) {
        sv_mix_one(in, (size_t)job->inner_width, &m, out);
    } else {
        sv_mix_three(in, in + shop->row, in + 2 * shop->row, (size_t)job->inner_width, &m, out);
    }
}

static void mix_together(const sv_tensor_job *job, const workshop *shop, float *out) {
    const sv_mixture m[3] = {mixture_of(job, 0), mixture_of(job, 1), mixture_of(job, 2)};
    const float *in = shop->components;
    const size_t next = job->components == 3 ? shop->row : 0;
    sv_mix_together(in, in + next, in + 2 * next, (size_t)job->inner_width, m, out);
}

/* A tensor of floats is as large as the nearest caches, and what ran the model since has pushed it out: its rows are
 * asked for while the sums of the row are made. */
static void fetch_row(const sv_tensor_job *job, void *tensor, size_t start) {
    const size_t plane = (size_t)job->tensor_width * (size_t)job->tensor_height, count = (size_t)job->inner_width;
    const size_t together = job->interleaved ? (size_t)job->channels : 1;
    const float *row = (const float *)tensor + start * together;
    if (job->element != SV_TENSOR_F32) return;
    for (size_t c = 0; c < (size_t)job->channels / together; ++c, row += plane) {
        for (size_t x = 0; x < count * together; x += 16) __builtin_prefetch(row + x, 1);
    }
}

/* Writes one row of the tensor at element `start` of its first channel. */
static void put_row(const sv_tensor_job *job, const workshop *shop, void *tensor, size_t start) {
    const size_t plane = (size_t)job->tensor_width * (size_t)job->tensor_height, count = (size_t)job->inner_width;
    const int planar = !job->interleaved || job->channels == 1, direct = job->element == SV_TENSOR_F32;
    float *numbers = tensor, *rows[3];
    uint8_t *bytes = tensor;
    if (!planar && direct) {
        mix_together(job, shop, numbers + 3 * start);
        return;
    }
    for (int32_t c = 0; c < job->channels; ++c) {
        rows[c] = direct ? numbers + start + (size_t)c * plane : shop->rows + (size_t)c * shop->row;
        mix(job, shop, c, rows[c]);
        if (planar && !direct) sv_to_bytes(rows[c], count, bytes + start + (size_t)c * plane);
    }
    if (planar) return;
    for (size_t x = 0; x < count; ++x) {
        for (size_t c = 0; c < 3; ++c) bytes[3 * (start + x) + c] = sv_byte_of(rows[c][x]);
    }
}

static void pad_run(const sv_tensor_job *job, void *tensor, size_t start, size_t count) {
    const size_t plane = (size_t)job->tensor_width * (size_t)job->tensor_height;
    for (int32_t c = 0; c < job->channels; ++c) {
        const float value = job->padding[c] * job->scale[c] + job->bias[c];
        const size_t step = job->interleaved ? (size_t)job->channels : 1;
        const size_t first = job->interleaved ? start * step + (size_t)c : start + (size_t)c * plane;
        if (job->element == SV_TENSOR_F32) {
            for (size_t i = 0; i < count; ++i) ((float *)tensor)[first + i * step] = value;
        } else {
            for (size_t i = 0; i < count; ++i) ((uint8_t *)tensor)[first + i * step] = sv_byte_of(value);
        }
    }
}

static void pad(const sv_tensor_job *job, void *tensor) {
    const size_t width = (size_t)job->tensor_width, bottom = (size_t)(job->top + job->inner_height);
    const size_t right = (size_t)(job->left + job->inner_width);
    pad_run(job, tensor, 0, (size_t)job->top * width);
    pad_run(job, tensor, bottom * width, ((size_t)job->tensor_height - bottom) * width);
    if (job->left == 0 && right == width) return;
    for (size_t y = (size_t)job->top; y < bottom; ++y) {
        pad_run(job, tensor, y * width, (size_t)job->left);
        pad_run(job, tensor, y * width + right, width - right);
    }
}

int32_t sv_tensor_fill(const sv_tensor_job *job, void *tensor, void *scratch, size_t scratch_bytes) {
    workshop shop;
    if (tensor == NULL || !is_sound(job) || !set_up(job, &shop, scratch, scratch_bytes)) return -1;
    pad(job, tensor);
    for (int32_t y = 0; y < job->inner_height; ++y) {
        const size_t start = (size_t)(job->top + y) * (size_t)job->tensor_width + (size_t)job->left;
        fetch_row(job, tensor, start);
        take_row(job, &shop, y);
        put_row(job, &shop, tensor, start);
    }
    return 0;
}
