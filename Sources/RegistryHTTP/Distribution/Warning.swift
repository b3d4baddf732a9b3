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

    /// What a tag still needs that was pushed without the signatures a rule requires.
    static func text(about pending: PendingTag, at url: String) -> String {
        "299 - \"\(pending.tag) is pending and hidden from others: it \(quotable(pending.needs)) "
            + "(hold \(pending.hold), \(url))\""
    }

    /// Text without what ends a quoted text or begins an escape in one.
    private static func quotable(_ text: String) -> String {
        String(VisibleText.line(text).map { $0 == "\"" || $0 == "\\" ? "'" : $0 })
    }
}
