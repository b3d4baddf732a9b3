// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension SourceText {
    /// Checks what every reader of text relies on: that the file is not too large, and valid UTF-8.
    func requireText() throws(PinningError) {
        guard bytes.count <= Self.maximumSize else {
            throw PinningError(.tooLarge, "the file is larger than \(Self.maximumSize >> 20) MiB")
        }
        guard text(in: 0..<bytes.count) != nil else {
            throw PinningError(.malformed, "the file is not UTF-8", advice: "Save it as UTF-8.")
        }
    }

    /// Where the text begins, behind a byte order mark.
    var start: Int { bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0 }
}
