// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Names from images, made fit for a message.
enum DisplayName {
    /// The first characters of a name, without what could move a cursor or break a line.
    static func of(_ name: some StringProtocol, upTo length: Int = 100) -> String {
        let scalars = name.unicodeScalars.prefix(length).map { scalar -> Unicode.Scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: "?"
            default: scalar
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
