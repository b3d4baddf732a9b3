// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Tells GitLab's pipelines by the outline of their lines, where the name does not.
enum PipelineOutline {
    /// Tells whether a file begins with the document that declares a component's inputs, and another follows.
    static func hasInputs(_ bytes: [UInt8]) -> Bool {
        guard ByteSearch.beginsLine("spec:", in: bytes), ByteSearch.containsKey("inputs", in: bytes) else {
            return false
        }
        var isInHeader = false
        var hasInputs = false
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let first = line.first, first != UInt8(ascii: "#"), first != UInt8(ascii: "\r") else { continue }
            if line.starts(with: "---".utf8) {
                if isInHeader { return hasInputs }
            } else if line.starts(with: "spec:".utf8) {
                isInHeader = true
                hasInputs = ByteSearch.containsKey("inputs", in: Array(line))
            } else {
                guard isInHeader, first == UInt8(ascii: " ") else { return false }
                hasInputs = hasInputs || line.drop { $0 == UInt8(ascii: " ") }.starts(with: "inputs:".utf8)
            }
        }
        return false
    }
}
