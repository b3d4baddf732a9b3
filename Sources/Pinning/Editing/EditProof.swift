// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Proves that an edited file is the old one but for the references that were meant to change.
///
/// The file was spliced; here nothing of that is trusted. The bytes are compared, the values that the format sees, the values
/// that another reader of YAML sees. What is not proved is not written.
struct EditProof {
    let kind: FileKind
    let old: SourceText
    let new: SourceText
    let edits: FileEdits

    /// Proves.
    ///
    /// - Throws: ``PinningError/Code/unproven``.
    func check() throws(PinningError) {
        if kind.isYAML {
            do throws(PinningError) {
                try YAMLAgreement.check(old)
            } catch {
                throw refusal("the file cannot be edited: \(error.message)", at: error.offset, advice: error.advice)
            }
        }
        do throws(PinningError) {
            try checkBytes()
            try checkStructure()
            if kind.isYAML { try YAMLAgreement.check(new) }
        } catch {
            throw refusal(
                "the edit cannot be proved to change the reference alone: \(error.message)",
                at: error.offset
            )
        }
    }

    /// The bytes outside the edits are those from before, and the edits hold what they are to hold.
    private func checkBytes() throws(PinningError) {
        var before = 0
        var after = 0
        for edit in edits.edits {
            let gap = edit.span.lowerBound - before
            guard gap >= 0, after + gap + edit.to.utf8.count <= new.bytes.count,
                old.bytes[before..<edit.span.lowerBound] == new.bytes[after..<after + gap],
                old.bytes[edit.span].elementsEqual(edit.from.utf8),
                new.bytes[(after + gap)...].starts(with: edit.to.utf8)
            else { throw PinningError(.unproven, "bytes outside the reference would change", offset: before) }
            before = edit.span.upperBound
            after += gap + edit.to.utf8.count
        }
        guard old.bytes[before...] == new.bytes[after...] else {
            throw PinningError(.unproven, "bytes outside the reference would change", offset: before)
        }
    }

    /// The format sees the same values, but for those that hold an edit.
    private func checkStructure() throws(PinningError) {
        let elements = try kind.format.structure(of: old)
        let others = try kind.format.structure(of: new)
        var changes = EditedValues(edits.edits)
        for (element, other) in zip(elements, others) {
            guard element.kind == other.kind else {
                throw PinningError(
                    .unproven,
                    "\(element.kind) would become \(other.kind)",
                    offset: element.span.lowerBound
                )
            }
            guard changes.explain(element, other) else {
                let name = element.kind
                throw PinningError(
                    .unproven,
                    "the value of \(name) would change otherwise",
                    offset: element.span.lowerBound
                )
            }
        }
        guard elements.count == others.count else {
            throw PinningError(.unproven, "values would appear or vanish", offset: edits.edits.first?.span.lowerBound)
        }
        if let edit = changes.unexplained {
            throw PinningError(.unproven, "no value of the file would change by it", offset: edit.span.lowerBound)
        }
    }

    private func refusal(_ message: String, at offset: Int?, advice: String? = nil) -> PinningError {
        let place = offset.map { "line \(LineTable(old).position(of: $0).line): " } ?? ""
        return PinningError(
            .unproven,
            place + message,
            path: old.path,
            offset: offset,
            advice: advice.map { "\($0) \(Self.advice)" } ?? Self.advice
        )
    }

    /// What to do about a file whose edits are not proved.
    static let advice = "Exclude the file or edit it by hand, or leave it out with --keep-going."
}

extension FileKind {
    /// Whether files of the kind are YAML, which other readers see, too.
    fileprivate var isYAML: Bool {
        switch self {
        case .compose, .kubernetes, .kustomization, .helmValues, .workflow, .action, .gitlab: true
        case .dockerfile, .devcontainer, .bake, .quadlet, .shell, .makefile, .markdown, .environment: false
        }
    }
}
