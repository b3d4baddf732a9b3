// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Randomness

extension Deterministic {
    /// Damages keys, certificates and statements: JSON, Base64 and DER.
    mutating func damaged(_ original: [UInt8]) -> [UInt8] {
        mutate(original, with: Array("{}[]\":,\\-=0an\n".utf8) + [0, 0x80, 0xff])
    }
}
