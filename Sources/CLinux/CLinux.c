// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

// What is here is not visible to Swift's Glibc module, which is built without _GNU_SOURCE.
#define _GNU_SOURCE
#include "CLinux.h"
#include <fcntl.h>
#include <malloc.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

int linux_start_writeback(int descriptor, int64_t offset, int64_t count) {
    return sync_file_range(descriptor, offset, count, SYNC_FILE_RANGE_WRITE);
}

int linux_read_ahead(int descriptor, int64_t offset, uint64_t count) {
    return (int)readahead(descriptor, offset, count);
}

ssize_t linux_list_attributes(int descriptor, char *names, size_t size) {
    return flistxattr(descriptor, names, size);
}

ssize_t linux_get_attribute(int descriptor, const char *name, void *value, size_t size) {
    return fgetxattr(descriptor, name, value, size);
}

int linux_set_attribute(int descriptor, const char *name, const void *value, size_t size) {
    return fsetxattr(descriptor, name, value, size, 0);
}

int linux_remove_attribute(int descriptor, const char *name) {
    return fremovexattr(descriptor, name);
}

unsigned int linux_device_major(dev_t device) {
    return major(device);
}

unsigned int linux_device_minor(dev_t device) {
    return minor(device);
}

void linux_trim_memory(void) {
    malloc_trim(0);
}
