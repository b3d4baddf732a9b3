// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import ImageReading
import OCIModel

/// What a verification came to.
struct VerificationReport: Sendable {
    /// The image as written.
    let reference: String
    /// What it means.
    let digest: Digest
    /// The bytes that were hashed again, if that was asked for.
    var content: ContentCheck?
    /// What the registry's log says of the tag, if it has one.
    var log: LoggedTag?
    /// The signatures, if they were looked at.
    var signatures: SignatureCheck?
    /// The directory that was compared, if one was.
    var tree: TreeCheck?

    init(reference: String, digest: Digest) {
        self.reference = reference
        self.digest = digest
    }

    /// The exit status, unless everything is as it must be.
    var status: ExitStatus? {
        if let content, !content.problems.isEmpty { return .integrity }
        if let status = signatures?.status { return status }
        let isPartial = content?.unchecked.isEmpty == false || tree?.hidden.isEmpty == false
        if isPartial { return .partial }
        if let tree, !tree.differences.isEmpty || tree.otherImage != nil { return .finding }
        if let log, log.isPending { return .finding }
        return nil
    }
}

extension VerificationReport {
    /// The lines for people.
    func text(style: Style) -> String {
        var lines: [String] = []
        if let content { lines += Self.lines(content, reference: reference, digest: digest, style: style) }
        if let log { lines.append(log.text(reference, style: style)) }
        if let signatures { lines += signatures.lines(style: style) }
        if let tree { lines += Self.lines(tree, style: style) }
        return lines.joined(separator: "\n")
    }

    private static func lines(_ check: ContentCheck, reference: String, digest: Digest, style: Style) -> [String] {
        let amount =
            "\(Quantity.count(check.manifests, "manifest")) and \(Quantity.count(check.blobs, "blob")), "
            + "\(Quantity.bytes(check.bytes))"
        let elsewhere = check.unchecked.map { "  not checked, not here: \($0.kind) \($0.digest)" }
        guard !check.problems.isEmpty else {
            return ["\(style.success("intact")) \(VisibleText.line(reference))@\(digest): \(amount)"]
                + elsewhere
        }
        let found = Quantity.count(check.problems.count, "problem")
        return ["\(style.failure("corrupt")) \(VisibleText.line(reference))@\(digest): \(found) in \(amount)"]
            + check.problems.map { "  \($0.kind) \($0.digest)\n    \(VisibleText.line($0.message))" } + elsewhere
    }

    private static func lines(_ check: TreeCheck, style: Style) -> [String] {
        var lines: [String] = []
        let name = VisibleText.line(check.directory)
        if let image = check.otherImage {
            lines.append("\(style.failure("other image")) the container was made from \(VisibleText.line(image))")
        }
        if check.differences.isEmpty {
            lines.append(
                "\(style.success("same")) \(name): \(Quantity.count(check.files, "file")) as in \(check.digest)"
            )
        } else {
            let count = Quantity.count(check.differences.count, "difference")
            lines.append("\(style.failure("differs")) \(name): \(count) from \(check.digest)")
        }
        for difference in check.differences.sorted(by: { ($1.severity, $0.path) < ($0.severity, $1.path) }) {
            lines.append("  \(DifferenceText.line(difference, style: style))")
        }
        if !check.engineMade.isEmpty {
            let count = Quantity.count(check.engineMade.count, "path")
            lines.append(style.faint("  \(count) that engines make for every container not compared"))
        }
        for mount in check.mounts {
            let isHiding = check.hidden.contains(mount)
            let text = "  \(PathText.line(mount)) is a mount, not compared"
            lines.append(isHiding ? style.attention("\(text); it hides files of the image") : style.faint(text))
        }
        if check.hasShiftedOwners {
            lines.append(style.faint("  owners not compared: every one is another, as in a user namespace"))
        }
        return lines
    }

    /// The document `holdfast.verify/1`.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.verify/1")
            json.member("reference", reference)
            json.member("digest", digest.rawValue)
            if let content {
                json.member("content") { json in
                    json.member("manifests", Int64(content.manifests))
                    json.member("blobs", Int64(content.blobs))
                    json.member("bytes", content.bytes)
                    json.member("problems", content.problems) { json, problem in
                        json.member("kind", problem.kind)
                        json.member("digest", problem.digest.rawValue)
                        json.member("message", problem.message)
                    }
                    json.member("unchecked", content.unchecked) { json, problem in
                        json.member("kind", problem.kind)
                        json.member("digest", problem.digest.rawValue)
                    }
                }
            }
            if let log { json.member("log") { $0.write(log) } }
            if let signatures { json.member("signatures") { $0.write(signatures) } }
            if let tree { json.member("rootfs") { $0.write(tree) } }
        }
        return json.bytes
    }
}

extension JSONWriter {
    /// Writes the members of a compared directory.
    fileprivate mutating func write(_ check: TreeCheck) {
        member("directory", check.directory)
        member("digest", check.digest.rawValue)
        member("files", Int64(check.files))
        if let image = check.otherImage { member("containerImage", image) }
        member("ownersCompared", !check.hasShiftedOwners)
        member("differences", check.differences) { json, difference in json.write(difference, platform: nil) }
        member("engineMade", texts: check.engineMade.map(\.escaped))
        member("mounts", texts: check.mounts.map(\.escaped))
        member("hidden", texts: check.hidden.map(\.escaped))
    }
}
