// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Makes references of the places where a YAML format says that images stand.
///
/// The format walks the tree and visits; the collector finds the bytes, reads the reference, and settles what aliases make
/// of it once all visits are done:
///
///     var collector = ReferenceCollector(text, stream)
///     for service in document.value("services")?.mergedEntries ?? [] {
///         collector.visit(service.value.value("image"), role: .image)
///     }
///     return collector.references()
///
/// Visit the node that a lookup returns, not `resolved` of it: the collector must see by which alias it was reached. A
/// text that an alias stands for is edited where it is written, when the place itself and every alias of it were visited.
/// The place itself need not be visited where it lies below a key that begins with `x-`, or in a text or list under one that
/// begins with `.`, and in nothing that has an anchor itself, as such keys hold only what others refer to. Places reached twice, through merged or aliased mappings, give one reference.
struct ReferenceCollector {
    let text: SourceText
    private var uses: YAMLScalarUses
    private var found: [Range<Int>: FoundReference] = [:]
    private var scalars: [Range<Int>: Set<ObjectIdentifier>] = [:]

    init(_ text: SourceText, _ stream: YAMLStream) {
        self.text = text
        self.uses = YAMLScalarUses(stream)
    }

    /// Says that a reference stands in a node.
    ///
    /// Nothing is found when the node is missing, no scalar, or empty, or when it does not begin with the prefix. White
    /// space around the reference is left out.
    ///
    /// - Parameters:
    ///   - node: The node as a lookup returned it.
    ///   - role: What the reference is for; of a text that is visited twice, the first role counts.
    ///   - prefix: What stands before the reference in the same text, such as `docker://`.
    ///   - range: The part of the text's UTF-8 that is the reference, where it is not all after the prefix.
    ///   - holding: What the text is of the reference. Only a `quotedDigest` may be empty.
    ///   - meaning: What the reference means, where the format replaces variables or puts it together from several texts;
    ///     nil to read the text as it stands.
    ///   - editing: Whether the format lets it be edited. What the file's text does not let one edit is `lockOnly` anyway.
    ///   - platform: The platform that the file fixes for it.
    mutating func visit(
        _ node: YAMLNode?,
        role: ReferenceRole,
        after prefix: String = "",
        within range: Range<Int>? = nil,
        holding: FoundReference.Holding = .reference,
        meaning: FoundReference.Meaning? = nil,
        editing: FoundReference.Editing = .inPlace,
        platform: Platform? = nil
    ) {
        guard let node, let scalar = node.scalar,
            let place = place(of: range, after: prefix, in: scalar, of: node.resolved)
        else { return }
        guard !place.reference.isEmpty || holding == .quotedDigest else { return }
        add(
            FoundReference(
                path: text.path,
                span: place.span,
                written: place.written,
                holding: holding,
                role: role,
                meaning: meaning ?? Self.meaning(of: place.reference),
                editing: place.obstacle.map { .lockOnly($0) } ?? editing,
                platform: platform
            ),
            from: node
        )
    }

    /// Says that a node holds a text of another format, and which references stand in that.
    ///
    /// - Parameters:
    ///   - node: The node as a lookup returned it.
    ///   - references: What the other format found in the UTF-8 of the node's value.
    mutating func visit(_ node: YAMLNode?, holding references: [FoundReference]) {
        guard let node, let scalar = node.scalar else { return }
        for var reference in references {
            let resolved = node.resolved
            reference.path = text.path
            if let span = scalar.source(of: reference.span) {
                reference.span = span
            } else {
                reference.span = resolved.span
                reference.written = text.text(in: resolved.span) ?? ""
                reference.editing = .lockOnly(Self.obstacle(scalar.style))
            }
            add(reference, from: node)
        }
    }

    /// Everything that was found, in the order of the bytes.
    func references() -> [FoundReference] {
        found.values.map { reference in
            var reference = reference
            for scalar in scalars[reference.span] ?? [] where !uses.areAllVisited(of: scalar) {
                reference.editing = .lockOnly("the text is also used where no image stands")
            }
            return reference
        }
        .sorted { $0.span.lowerBound < $1.span.lowerBound }
    }
}

// MARK: What is found twice

extension ReferenceCollector {
    private mutating func add(_ reference: FoundReference, from node: YAMLNode) {
        uses.visit(node)
        scalars[reference.span, default: []].insert(ObjectIdentifier(node.resolved))
        guard var earlier = found[reference.span] else {
            found[reference.span] = reference
            return
        }
        if earlier.meaning != reference.meaning || earlier.holding != reference.holding {
            earlier.editing = .lockOnly("the text means different images where it is used")
        } else if case .inPlace = earlier.editing {
            earlier.editing = reference.editing
        } else if case .lockOnly = reference.editing {
            earlier.editing = reference.editing
        }
        if earlier.platform != reference.platform { earlier.platform = nil }
        found[reference.span] = earlier
    }
}
