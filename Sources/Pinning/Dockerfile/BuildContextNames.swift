// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// The names under which a build gets contexts of its own: where a Dockerfile says one, no image of that name is meant.
///
/// They are known for Dockerfiles inside of other files. Dockerfiles that lie beside them are read by themselves.
struct BuildContextNames {
    private let images: Set<Reference>

    /// Takes names in; what is no name of an image can stand for none.
    init(_ names: Set<String>) {
        // Losing the reason is right: such a name is never looked up.
        self.images = Set(names.compactMap { (try? Reference($0)).map(Self.complete) })
    }

    /// The references of a Dockerfile that do not mean one of the contexts.
    func images(of references: [FoundReference]) -> [FoundReference] {
        references.filter { found in
            switch found.role {
            case .from, .copyFrom, .mountFrom: found.reference.map { !images.contains(Self.complete($0)) } ?? true
            default: true
            }
        }
    }

    /// The reference as builders compare it: `debian` is `docker.io/library/debian:latest`.
    private static func complete(_ reference: Reference) -> Reference {
        var reference = reference.normalized()
        if reference.tag == nil, reference.digest == nil { reference.tag = .latest }
        return reference
    }
}
