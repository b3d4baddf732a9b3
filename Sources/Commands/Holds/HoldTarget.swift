// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

/// Which hold is meant: by its number, or as the one of a tag.
enum HoldTarget: Equatable, Sendable {
    case id(Int64)
    case tag(TaggedReference)

    /// Reads a number as the number of a hold, and anything else as a reference with a tag.
    @Sendable static func parse(_ text: String) throws -> HoldTarget {
        if let id = try number(text) { return .id(id) }
        return .tag(try ReferenceArgument.tagged(text))
    }

    static func number(_ text: String) throws -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        guard let id = Int64(text) else { throw ValidationError("\(text) is not the number of a hold.") }
        return id
    }

    /// The reference, which may name the server.
    var reference: Reference? {
        switch self {
        case .id: nil
        case .tag(let tagged): tagged.reference
        }
    }
}

extension HoldTarget: CustomStringConvertible {
    var description: String {
        switch self {
        case .id(let id): "hold \(id)"
        case .tag(let tagged): tagged.name
        }
    }
}
