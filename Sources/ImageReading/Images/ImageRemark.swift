// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What is to be said of an image while it is read, in the words of a foreign place or about them.
public enum ImageRemark: Hashable, Sendable {
    /// Good to know, such as what had to be made up.
    case note(String)
    /// Something is wrong, such as a tag and a digest that disagree.
    case warning(String)
}
