// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Registry

/// The `Warning` of the distribution specification: `299 - "text"`.
enum Warning {
    static func text(about hold: OpenHold, _ reference: ManifestReference, at url: String) -> String {
        "299 - \"\(reference) has a change waiting for approval since \(hold.since.rfc3339.prefix(10)): "
            + "\(hold.offered) (hold \(hold.id), \(url))\""
    }
}
