// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// The number of this process.
enum ProcessNumber {
    static var current: Int32 { getpid() }
}
