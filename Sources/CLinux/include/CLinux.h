// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

#ifndef HOLDFAST_CLINUX_H
#define HOLDFAST_CLINUX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// Asks the kernel to start writing a range of a file to disk, without waiting for it. Linux only; a hint.
int linux_start_writeback(int descriptor, int64_t offset, int64_t count);

/// Reads a range of a file into the page cache, and returns when it is there. Linux only; a hint.
int linux_read_ahead(int descriptor, int64_t offset, uint64_t count);

/// Lists the names of an open file's extended attributes, each ended by a zero byte: flistxattr.
ssize_t linux_list_attributes(int descriptor, char *names, size_t size);

/// Reads one extended attribute of an open file: fgetxattr.
ssize_t linux_get_attribute(int descriptor, const char *name, void *value, size_t size);

/// Gives an open file an extended attribute: fsetxattr.
int linux_set_attribute(int descriptor, const char *name, const void *value, size_t size);

/// Takes an extended attribute from an open file: fremovexattr.
int linux_remove_attribute(int descriptor, const char *name);

/// The major number of a device.
unsigned int linux_device_major(dev_t device);

/// The minor number of a device.
unsigned int linux_device_minor(dev_t device);

/// Gives memory that was freed back to the system: malloc_trim.
void linux_trim_memory(void);

#endif
