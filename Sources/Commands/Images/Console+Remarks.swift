// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageReading

extension Console {
    /// Says what is to be said of an image; what is wrong with it even when nothing else is wanted.
    @Sendable func remark(_ remark: ImageRemark) throws {
        switch remark {
        case .note(let text): try talk(text)
        case .warning(let text): try complain(text)
        }
    }
}
