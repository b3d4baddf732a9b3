// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

extension ImageNode {
    /// What to call the image: its references, or the beginning of its digest.
    var title: String {
        references.isEmpty ? digest.short : references.map { DisplayName.of($0, upTo: 512) }.joined(separator: ", ")
    }

    /// The first reference, and how many others there are.
    var shortTitle: String {
        guard let first = references.first else { return digest.short }
        return DisplayName.of(Self.shortened(first), upTo: 512)
            + (references.count > 1 ? " (+\(references.count - 1))" : "")
    }

    /// A reference by digest with the beginning of that alone.
    private static func shortened(_ reference: String) -> String {
        guard let at = reference.lastIndex(of: "@") else { return reference }
        do throws(DigestError) {
            return "\(reference[...at])\(try Digest(reference[reference.index(after: at)...]).short)"
        } catch {
            return reference
        }
    }

    /// Platform, layers and digest in one line.
    var details: String {
        let layers = layerCount
        let parts = [
            DisplayName.of(NormalPlatform(platform).description), "\(layers) layer\(layers == 1 ? "" : "s")",
            references.isEmpty ? "" : digest.short,
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: " · ")
    }
}
