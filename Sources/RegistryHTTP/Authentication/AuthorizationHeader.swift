// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
import OCIModel
internal import Policy

/// What a client says of itself (RFC 7617, RFC 6750).
enum AuthorizationHeader: Equatable {
    case none
    case basic(user: String, password: String)
    case bearer(String)
    case malformed

    init(_ fields: HTTPFields) {
        guard let value = fields[.authorization] else {
            self = .none
            return
        }
        guard let blank = value.firstIndex(of: " ") else {
            self = .malformed
            return
        }
        let credentials = value[value.index(after: blank)...].drop { $0 == " " }
        switch value[..<blank].lowercased() {
        case "bearer" where !credentials.isEmpty: self = .bearer(String(credentials))
        case "basic": self = Self.basic(credentials) ?? .malformed
        default: self = .malformed
        }
    }

    private static func basic(_ credentials: Substring) -> AuthorizationHeader? {
        guard let decoded = Base64.decode(credentials), let text = String(validating: decoded, as: UTF8.self),
            let colon = text.firstIndex(of: ":")
        else { return nil }
        return .basic(user: String(text[..<colon]), password: String(text[text.index(after: colon)...]))
    }
}
