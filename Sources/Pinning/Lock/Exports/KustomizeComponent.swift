// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// A component of kustomize that replaces images by name.
///
/// Kustomize looks for the name as manifests spell it, whatever tag follows: where one name has several digests, the
/// component could only make them one, and none is written.
/// See <https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/images/>.
enum KustomizeComponent {
    private struct Use {
        let found: FoundReference
        let pinned: Reference?
    }

    static func write(_ sources: [LockExport.Source], to draft: inout LockExportDraft) {
        var uses: [String: [Use]] = [:]
        for source in sources {
            switch source.kind {
            case .kubernetes:
                for found in source.references {
                    let pinned = draft.pinned(found)
                    guard let name = found.reference.map(name(of:)) else { continue }
                    uses[name, default: []].append(Use(found: found, pinned: pinned))
                }
            case .kustomization: omitAll(source, from: &draft)
            default: break
            }
        }
        var text = ""
        for (name, uses) in uses.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            text += entry(name, uses, &draft)
        }
        guard !text.isEmpty else { return }
        let start = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nimages:\n"
        draft.add("holdfast-images/kustomization.yaml", Array((YAMLText.heading + start + text).utf8))
    }

    private static func entry(_ name: String, _ uses: [Use], _ draft: inout LockExportDraft) -> String {
        let edited = uses.filter { isEdited($0.found.role) }
        for use in uses where !isEdited(use.found.role) {
            draft.omit(use.found, because: "kustomize does not replace images in this place: pin it in the file")
        }
        guard let first = edited.first else { return "" }
        // Names are regular expressions to kustomize; of what they may hold, brackets alone would not match themselves.
        guard !name.utf8.contains(UInt8(ascii: "[")) else {
            for use in edited {
                draft.omit(use.found, because: "kustomize cannot look for a name with brackets: pin it in the file")
            }
            return ""
        }
        guard let digest = first.pinned?.digest, edited.allSatisfy({ $0.pinned?.digest == digest }) else {
            for use in edited {
                draft.omit(
                    use.found,
                    because: "kustomize has one digest for \(name), and the files need several: pin it in the file"
                )
            }
            return ""
        }
        // Both are written: the digest decides, the tag stays readable. Releases before both were kept took the digest.
        let tags = Set(edited.compactMap { $0.pinned?.tag })
        let tag = tags.count == 1 ? tags.first.map { "    newTag: \(YAMLText.quoted($0.rawValue))\n" } ?? "" : ""
        return "  - name: \(YAMLText.quoted(name))\n\(tag)    digest: \(YAMLText.quoted(digest.rawValue))\n"
    }

    /// The list of a kustomization is worked on after its components, and has the last word.
    private static func omitAll(_ source: LockExport.Source, from draft: inout LockExportDraft) {
        for found in source.references where draft.pinned(found) != nil {
            draft.omit(found, because: "a kustomization's own images come after its components: pin it in the file")
        }
    }

    /// The name as it is spelled.
    private static func name(of reference: Reference) -> String {
        (reference.host.map { "\($0)/" } ?? "") + reference.repository.rawValue
    }

    private static func isEdited(_ role: ReferenceRole) -> Bool { role == .image || role == .initImage }
}
