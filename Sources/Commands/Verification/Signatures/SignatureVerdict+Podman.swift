// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Trust

extension SignatureVerdict {
    /// Why podman, skopeo and CRI-O would refuse a signature that counts here, by their default rules for a pull by tag.
    ///
    /// - Parameter name: What the image is called.
    /// - Returns: What is wrong, in words; nil for signatures that they do not read, and where nobody pulls by tag.
    func podmanFaults(pulledAs name: SignatureName) -> [String]? {
        guard case .simpleSigning = signature.format, case .key(_, let payload) = signature.check, let tag = name.tag,
            [.tagBound, .digestOnly].contains(outcome)
        else { return nil }
        return SimpleSigningPayload.strictFaults(payload, pulledAs: "\(name.scope):\(tag)")
    }
}
