// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import OCIModel
internal import Registry

/// The entity tags of `If-Match` and `If-None-Match` (RFC 9110, section 8.8.3).
///
/// An entity's tag is its quoted digest.
enum EntityTags: Equatable {
    case any
    case these(Set<Digest>)

    /// Reads a header; tags that are no digest of ours match nothing.
    init?(_ header: String?) {
        guard let header else { return nil }
        if header.split(separator: " ") == ["*"] {
            self = .any
            return
        }
        self = .these(
            Set(
                header.split(separator: ",").compactMap { text in
                    let bare = text.drop { $0 == " " }
                    let strong = (bare.hasPrefix("W/") ? bare.dropFirst(2) : bare).filter { $0 != " " }
                    guard strong.hasPrefix("\""), strong.hasSuffix("\""), strong.utf8.count > 2 else { return nil }
                    return try? Digest(strong.dropFirst().dropLast())
                }
            )
        )
    }

    func matches(_ digest: Digest) -> Bool {
        switch self {
        case .any: true
        case .these(let digests): digests.contains(digest)
        }
    }
}

extension TagPrecondition {
    /// Reads what a client demands of a tag.
    ///
    /// - Throws: ``APIError`` for a combination that could only be ignored: silence would let a change through.
    init(_ fields: HTTPFields) throws {
        switch (EntityTags(fields[.ifMatch]), EntityTags(fields[.ifNoneMatch])) {
        case (nil, nil): self = .none
        case (.any, nil): self = .present
        case (.these(let digests), nil): self = .means(digests)
        case (nil, .any): self = .absent
        default:
            throw APIError(
                .badRequest,
                .unsupported,
                "use either If-Match or If-None-Match: * on a write; other conditions are not supported"
            )
        }
    }
}
