// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Archive

extension ByteString {
    /// An absolute path without the slash it begins with, as layers name it.
    public var relative: ByteString { ByteString(bytes.drop { $0 == UInt8(ascii: "/") }) }
}
