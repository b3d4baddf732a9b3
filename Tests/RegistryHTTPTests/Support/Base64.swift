// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import FoundationEssentials

/// Base64 as credentials and tokens need it.
enum Base64 {
    static func encode(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    /// Encodes for a part of a JSON web token.
    static func encodeURL(_ text: String) -> String {
        encode(text).replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// Decodes a part of a JSON web token.
    static func decodeURL(_ text: some StringProtocol) -> [UInt8]? {
        var standard = String(text).replacing("-", with: "+").replacing("_", with: "/")
        while standard.utf8.count % 4 != 0 { standard += "=" }
        return Data(base64Encoded: standard).map(Array.init)
    }
}
