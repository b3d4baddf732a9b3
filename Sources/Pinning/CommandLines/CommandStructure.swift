// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension SourceText {
    /// The lines of the file, as the structure of a text that commands stand in.
    var lines: [StructureElement] {
        var elements: [StructureElement] = []
        var position = 0
        while position < bytes.count {
            let line = bytes.line(from: position)
            let value = String(decoding: bytes[line.content], as: UTF8.self)
            elements.append(StructureElement(kind: "line", value: value, span: line.content))
            position = line.next
        }
        return elements
    }

    /// Checks that the file is not larger than what is read.
    func requireModestSize() throws(PinningError) {
        guard bytes.count > Self.maximumSize else { return }
        throw PinningError(.tooLarge, "the file is larger than \(Self.maximumSize >> 20) MiB")
    }
}
