#define _GNU_SOURCE
#include "sluice_gst_card.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

int32_t sluice_gst_card_name(const char *device, char *name, uint64_t capacity) {
    int fd = open(device, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) return -errno;
    struct v4l2_capability capability;
    int32_t result = ioctl(fd, VIDIOC_QUERYCAP, &capability) < 0 ? -errno : 0;
    close(fd);
    if (result == 0) snprintf(name, capacity, "%.*s", (int)sizeof capability.card, (const char *)capability.card);
    return result;
}
