// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import OCIModel

/// What a copy came to.
struct CopyOutcome {
    let source: ImageLocation
    let destination: ImageLocation
    let tags: [String]
    let report: CopyReport

    /// The destination with the tag and the digest it has now.
    var text: String {
        guard case .registry(var reference) = destination else { return "\(destination)@\(report.digest)" }
        // Losing the error is right: the tag was sent, so it is one.
        reference.tag = reference.tag ?? tags.first.flatMap { try? Tag($0) }
        reference.digest = report.digest
        return reference.description
    }

    /// What was done, for people.
    var summary: String {
        var parts = ["\(Quantity.count(report.blobsCopied, "blob")) copied (\(Quantity.bytes(report.bytes)))"]
        if report.blobsMounted > 0 { parts.append("\(report.blobsMounted) mounted") }
        if report.blobsSkipped > 0 { parts.append("\(report.blobsSkipped) there already") }
        parts.append(Quantity.count(report.manifests, "manifest"))
        if !report.companions.isEmpty { parts.append(Quantity.count(report.companions.count, "signature tag")) }
        if report.referrers > 0 { parts.append(Quantity.count(report.referrers, "referrer")) }
        return parts.joined(separator: ", ")
    }

    /// That the copy is another image than the source by its digest, and what that means; nothing when it is the same.
    var remarks: [String] {
        guard let old = report.digestBeforeAnnotations else { return [] }
        var remarks = ["annotated: \(old) became \(report.digest); nothing but annotations differs"]
        if report.leftBehind > 0 {
            let things = report.leftBehind == 1 ? "one thing that refers" : "\(report.leftBehind) things that refer"
            remarks.append("left behind: \(things) to \(old), such as signatures; sign the new digest")
        }
        return remarks
    }

    /// The document `holdfast.copy/1`.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.copy/1")
            json.member("source", source.description)
            json.member("destination", text)
            json.member("digest", report.digest.rawValue)
            json.member("tags", texts: tags)
            if let old = report.digestBeforeAnnotations {
                json.member("annotated") { json in
                    json.member("from", old.rawValue)
                    json.member("to", report.digest.rawValue)
                    json.member("leftBehind", Int64(report.leftBehind))
                }
            }
            json.member("manifests", Int64(report.manifests))
            json.member("referrers", Int64(report.referrers))
            json.member("companions", texts: report.companions)
            json.member("refused", texts: report.refused)
            json.member("notes", texts: report.notes)
            json.member("blobs") { json in
                json.member("copied", Int64(report.blobsCopied))
                json.member("mounted", Int64(report.blobsMounted))
                json.member("skipped", Int64(report.blobsSkipped))
                json.member("bytes", report.bytes)
            }
        }
        return json.bytes
    }
}
