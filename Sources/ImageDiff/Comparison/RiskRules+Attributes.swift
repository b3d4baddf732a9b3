// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

extension RiskRules {
    /// What every file has, and what is left when no other rule has anything to say.
    static let attributeRules: [Rule] = [kind, owner, permissions, attributes, hardLinks, link, content]

    private static let kind: Rule = { difference, _ in
        guard let old = difference.from?.entry, let new = difference.to?.entry, old.kind != new.kind else {
            return nil
        }
        return Finding(.medium, .typeChanged)
    }

    private static let owner: Rule = { difference, _ in
        guard difference.fields.contains(.owner) else { return nil }
        return Finding(difference.isExecutable ? .medium : .low, .ownerChanged)
    }

    private static let permissions: Rule = { difference, _ in
        guard difference.fields.contains(.mode) else { return nil }
        return Finding(difference.to?.entry.kind == .symlink ? .info : .low, .permissionsChanged)
    }

    private static let attributes: Rule = { difference, _ in
        guard difference.fields.contains(.attributes) else { return nil }
        return Finding(difference.isExecutable && hasOtherAccessList(difference) ? .medium : .low, .attributesChanged)
    }

    /// Tells whether the list of those who may use a file differs, which can let anybody write it.
    private static func hasOtherAccessList(_ difference: FileDifference) -> Bool {
        accessList(difference.from) != accessList(difference.to)
    }

    private static func accessList(_ file: FileTree.File?) -> [ByteString: [UInt8]] {
        guard let entry = file?.entry else { return [:] }
        return entry.extendedAttributes.filter { $0.key.bytes.starts(with: "system.posix_acl_".utf8) }
            .merging(entry.otherRecords.filter { $0.key.bytes.starts(with: "SCHILY.acl.".utf8) }) { first, _ in first }
    }

    private static let hardLinks: Rule = { difference, _ in
        guard difference.fields.contains(.type), let old = difference.from, let new = difference.to else { return nil }
        return FieldComparison.hasOtherLinks(old, new) ? Finding(.low, .hardLinksRegrouped) : nil
    }

    private static let link: Rule = { difference, _ in
        difference.fields.contains(.target) ? Finding(.low, .linkRedirected) : nil
    }

    private static let content: Rule = { difference, _ in
        switch difference.change {
        case .added, .removed: isDirectory(difference) ? nil : Finding(.low)
        case .modified: difference.fields.contains(.content) ? Finding(.low) : nil
        }
    }
}
