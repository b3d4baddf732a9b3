// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

/// How much a difference between files matters, and why.
///
/// Every rule looks at the difference; the heaviest finding gives the severity. What changed in nothing but moments is
/// `info`. "Explained" means: on the list of a package that came, went or has another version, in a place that packages
/// fill, and no program that the image runs (``PackageExplanation``). The package database is part of the image and says
/// what its maker wants; so nothing explained falls below `medium` where it runs or decides.
///
/// | difference | severity |
/// |---|---|
/// | setuid or setgid gained by a file; its bytes, owner or kind changed while it has one or a capability | high |
/// | setuid or setgid lost; setgid gained by a directory | medium |
/// | `security.capability` added or changed | high; removed: medium |
/// | another `security.*` attribute | medium |
/// | a directory's sticky bit lost | high |
/// | device added, or its numbers changed | high; removed: low |
/// | accounts, sudo, `ld.so.preload`, library paths, cron, services, ssh, certificates, PAM, name service, shell profiles, package sources (``KnownPlaces``) | high; removed: medium; a directory's attributes: medium |
/// | executable added or changed, or a file became one | high; explained: medium |
/// | executable removed | medium; a program that the image runs: high; explained: low |
/// | link in a directory of programs or libraries, or in place of one, added or redirected; another link redirected to or from a program | as for executables |
/// | `ld.so.cache`, hosts, udev, D-Bus and tmpfiles, `/etc/gitconfig` | medium |
/// | owner of a directory of programs or libraries or of `/etc` changed; its group may write now, or is another that may | high |
/// | access list of a program | medium |
/// | code that an interpreter runs added or changed | medium; run by the image: high; explained: low |
/// | network tool, interpreter or compiler added | high; explained: medium |
/// | writable by everybody now | medium; a program or one of the places above: high |
/// | kind changed, such as a directory that became a link | medium; a program that the image runs: high |
/// | owner or permissions changed | low; owner of a program: medium; of another directory: low |
/// | package database or its scripts; other content, links; hard links regrouped | low |
/// | directory added or removed; permissions of a link, which have no effect | info |
enum RiskRules {
    /// A severity with its reason; some differences have a weight but nothing to say.
    struct Finding {
        var severity: Severity
        var risk: Risk?

        init(_ severity: Severity, _ risk: Risk? = nil) {
            self.severity = severity
            self.risk = risk
        }
    }

    typealias Rule = @Sendable (FileDifference, RiskContext) -> Finding?

    /// All rules; among findings of one weight the earlier rule's reason is named first.
    static let all: [Rule] = privilegeRules + placeRules + programRules + attributeRules

    /// The severity of a difference and the reasons for it, heaviest first.
    static func assess(_ difference: FileDifference, in context: RiskContext) -> (Severity, [Risk]) {
        if difference.isTimestampOnly { return (.info, []) }
        let findings = all.compactMap { $0(difference, context) }
        let ordered = findings.enumerated().sorted { left, right in
            (right.element.severity, left.offset) < (left.element.severity, right.offset)
        }
        var seen: Set<Risk> = []
        let risks = ordered.compactMap(\.element.risk).filter { seen.insert($0).inserted }
        return (findings.map(\.severity).max() ?? .info, risks)
    }
}
