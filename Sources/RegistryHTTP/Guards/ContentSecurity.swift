// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What a browser may do with what the registry serves: nothing.
///
/// Stored bytes are anybody's, and must not run as ours.
enum ContentSecurity {
    static let policy = "default-src 'none'; frame-ancestors 'none'; sandbox"
}
