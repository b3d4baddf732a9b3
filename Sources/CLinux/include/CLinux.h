// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

#ifndef HOLDFAST_CLINUX_H
#define HOLDFAST_CLINUX_H

#include <stdint.h>

/// Asks the kernel to start writing a range of a file to disk, without waiting for it. Linux only; a hint.
int linux_start_writeback(int descriptor, int64_t offset, int64_t count);

/// Reads a range of a file into the page cache, and returns when it is there. Linux only; a hint.
int linux_read_ahead(int descriptor, int64_t offset, uint64_t count);

#endif
