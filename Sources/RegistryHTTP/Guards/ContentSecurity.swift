// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What a browser may do with what the registry serves: nothing.
///
/// Stored bytes are anybody's, and must not run as ours.
enum ContentSecurity {
    static let policy = "default-src 'none'; frame-ancestors 'none'; sandbox"

    /// What a browser may do with the registry's own pages: show them with what the registry itself serves.
    ///
    /// Nothing in a page can run or restyle it, so text that slipped through as markup would still do nothing.
    static let pagePolicy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'"
}
