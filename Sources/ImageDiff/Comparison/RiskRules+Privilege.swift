// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

extension RiskRules {
    /// What gives rights that the caller lacks.
    static let privilegeRules: [Rule] = [
        setuid, setgid, privilegedProgram, capability, securityAttribute, stickyBit, device,
    ]

    private static let setuid: Rule = { difference, _ in
        bit(0o4000, of: difference, added: .setuidAdded, removed: .setuidRemoved)
    }

    private static let setgid: Rule = { difference, _ in
        bit(0o2000, of: difference, added: .setgidAdded, removed: .setgidRemoved)
    }

    private static func bit(_ bit: UInt16, of difference: FileDifference, added: Risk, removed: Risk) -> Finding? {
        if difference.gainedBits & bit != 0 {
            switch difference.to?.entry.kind {
            case .file: return Finding(.high, added)
            // In a directory setgid hands its group to new files; setuid does nothing.
            case .directory where bit == 0o2000: return Finding(.medium, added)
            default: return nil
            }
        }
        return difference.lostBits & bit != 0 && difference.to?.entry.kind == .file ? Finding(.medium, removed) : nil
    }

    private static let privilegedProgram: Rule = { difference, _ in
        guard difference.change == .modified, difference.to?.entry.isPrivileged == true else { return nil }
        return difference.leadsElsewhere || difference.fields.contains(.owner)
            ? Finding(.high, .privilegedProgramChanged) : nil
    }

    private static let capability: Rule = { difference, _ in
        let before = difference.from?.entry.extendedAttributes["security.capability"]
        let after = difference.to?.entry.extendedAttributes["security.capability"]
        switch (before, after) {
        case (nil, .some): return Finding(.high, .capabilityAdded)
        case (.some, .some): return before == after ? nil : Finding(.high, .capabilityChanged)
        case (.some, nil): return difference.to == nil ? nil : Finding(.medium, .capabilityRemoved)
        case (nil, nil): return nil
        }
    }

    private static let securityAttribute: Rule = { difference, _ in
        guard difference.change != .removed else { return nil }
        let before = difference.from?.entry.extendedAttributes ?? [:]
        let after = difference.to?.entry.extendedAttributes ?? [:]
        let changed = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
        let isSecurity = changed.contains {
            $0 != "security.capability" && $0.bytes.starts(with: "security.".utf8)
        }
        return isSecurity ? Finding(.medium, .securityAttributeChanged) : nil
    }

    private static let stickyBit: Rule = { difference, _ in
        guard difference.to?.entry.kind == .directory, difference.lostBits & 0o1000 != 0 else { return nil }
        return Finding(.high, .stickyBitRemoved)
    }

    private static let device: Rule = { difference, _ in
        guard difference.to?.entry.isDevice == true else { return nil }
        guard difference.from?.entry.isDevice == true else { return Finding(.high, .deviceAdded) }
        return difference.fields.contains(.type) ? Finding(.high, .deviceChanged) : nil
    }
}
