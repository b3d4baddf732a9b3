// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

/// The beginning of a `holdfast.diff/1` document: what was compared.
///
/// Comparisons are kept by digests, for every repository that has the content. So they are stored without a
/// repository's name, which is put in when they are read.
enum DiffHead {
    /// A stored document as it is to be shown for a repository.
    static func named(_ document: [UInt8], _ subject: ComparisonRecord.Subject, in repository: RepositoryName)
        -> [UInt8]
    {
        let stored = bytes(subject) { $0.rawValue }
        guard document.starts(with: stored) else { return document }
        return bytes(subject) { "\(repository)@\($0)" } + document[stored.count...]
    }

    /// The document up to its second side, as it is stored or shown.
    private static func bytes(_ subject: ComparisonRecord.Subject, _ name: (Digest) -> String) -> [UInt8] {
        var json = JSONWriter()
        json.object { write(subject, to: &$0, name) }
        return json.bytes.dropLast()
    }

    /// Writes the first members of a document.
    static func write(
        _ subject: ComparisonRecord.Subject,
        to json: inout JSONWriter,
        _ name: (Digest) -> String = { $0.rawValue }
    ) {
        json.member("schema", "holdfast.diff/1")
        if let from = subject.from {
            json.member("from") { json in
                json.member("reference", name(from))
                json.member("digest", from.rawValue)
            }
        } else {
            json.member("from", String?.none)
        }
        json.member("to") { json in
            json.member("reference", name(subject.to))
            json.member("digest", subject.to.rawValue)
        }
    }
}
