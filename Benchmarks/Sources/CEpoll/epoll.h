// SPDX-License-Identifier: Apache-2.0

// The Glibc module of Swift leaves this header of the C library out.
#include <sys/epoll.h>
