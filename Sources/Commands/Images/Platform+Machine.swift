// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import OCIModel

extension Platform {
    /// Tells whether this machine runs images of the platform without emulation.
    var isThisMachine: Bool {
        #if arch(x86_64)
        satisfies(Platform(os: "linux", architecture: "amd64"))
        #elseif arch(arm64)
        satisfies(Platform(os: "linux", architecture: "arm64"))
        #else
        false
        #endif
    }
}
