// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

// sync_file_range and readahead are not visible to Swift's Glibc module, which is built without _GNU_SOURCE.
#define _GNU_SOURCE
#include "CLinux.h"
#include <fcntl.h>

int linux_start_writeback(int descriptor, int64_t offset, int64_t count) {
    return sync_file_range(descriptor, offset, count, SYNC_FILE_RANGE_WRITE);
}

int linux_read_ahead(int descriptor, int64_t offset, uint64_t count) {
    return (int)readahead(descriptor, offset, count);
}
