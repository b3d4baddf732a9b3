// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

extension TagSuggestTests {
    static func makeExecutable(_ path: String) -> Bool { chmod(path, 0o700) == 0 }
}
