// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Whether a reference may be pinned.
public enum PinVerdict: Hashable, Sendable {
    /// Nothing speaks against it.
    case allowed
    /// A rule speaks against it, and why.
    case refused(String)
    /// A rule wants to know what the registry does not say, and what; as good as refused.
    case unknown(String)
}

/// What references to some images must be like to be pinned.
public struct PinRule: Hashable, Sendable {
    /// Which tags a reference may have.
    public enum TagDemand: String, Hashable, Sendable, CaseIterable {
        /// Any, also none.
        case any
        /// One that is written, and is not `latest`.
        case named
        /// One that looks like a version, such as `1.25` or `v2-alpine`.
        case version
    }

    /// The rule as messages call it, such as `rule 2 (pins.yaml line 14)`.
    public var name: String
    /// The images covered, as patterns over host and repository; empty: all.
    public var images: [Glob]
    /// How long the tag must have meant the digest; nil: the age does not count.
    public var minimumAge: Duration?
    /// Which tags are accepted.
    public var tag: TagDemand

    /// Creates a rule.
    public init(name: String, images: [Glob] = [], minimumAge: Duration? = nil, tag: TagDemand = .any) {
        self.name = name
        self.images = images
        self.minimumAge = minimumAge
        self.tag = tag
    }

    /// Tells whether the rule covers an image, which is named with its host.
    func matches(_ reference: Reference) -> Bool {
        let image = "\(reference.host ?? Reference.dockerHub)/\(reference.repository)"
        return images.isEmpty || images.contains { $0.matches(image) }
    }

    func verdict(reference: Reference, since: Timestamp?, now: Timestamp) -> PinVerdict {
        if let fault = tagFault(reference.tag) { return .refused("\(fault), as \(name) demands") }
        guard let minimumAge else { return .allowed }
        let age = DurationText.text(of: minimumAge)
        guard let since else {
            return .unknown("the registry does not say since when the tag means this, and \(name) demands \(age)")
        }
        let end = since.advanced(by: minimumAge)
        guard now < end else { return .allowed }
        return .refused(
            "the tag means this only since \(since), and \(name) demands \(age); it may be pinned from \(end)"
        )
    }

    private func tagFault(_ written: Tag?) -> String? {
        switch (tag, written) {
        case (.any, _): nil
        case (_, nil): "the reference needs a tag"
        case (.named, .latest?): "the tag must not be latest"
        case (.named, _): nil
        case (.version, let written?):
            written.looksLikeVersion ? nil : "the tag must look like a version, which \(written) does not"
        }
    }
}

extension Tag {
    /// Whether the tag begins with a number, perhaps after a `v`, that ends where the tag does or at one of `.-_`.
    ///
    /// Not every such tag stays as it is, but no moving name such as `latest` and `stable` is one, nor most commits.
    fileprivate var looksLikeVersion: Bool {
        let bytes = rawValue.utf8
        let number = bytes.first == UInt8(ascii: "v") ? bytes.dropFirst() : bytes[...]
        let digits = number.prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty else { return false }
        guard let next = number.dropFirst(digits.count).first else { return true }
        return ".-_".utf8.contains(next)
    }
}
