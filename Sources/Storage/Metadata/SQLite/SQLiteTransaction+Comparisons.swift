// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import GRDB
internal import OCIModel

extension SQLiteTransaction {
    func comparison(of subject: ComparisonRecord.Subject) throws -> ComparisonRecord? {
        try row(
            "SELECT * FROM comparison WHERE fromDigest = ? AND toDigest = ?",
            [subject.from?.rawValue ?? "", subject.to.rawValue]
        ).map { Self.comparison($0, of: subject, document: ($0["document"] as BytesBlob).bytes) }
    }

    func comparisonSummary(of subject: ComparisonRecord.Subject) throws -> ComparisonRecord? {
        try row(
            "SELECT format, madeAt, failure, summary FROM comparison WHERE fromDigest = ? AND toDigest = ?",
            [subject.from?.rawValue ?? "", subject.to.rawValue]
        ).map { Self.comparison($0, of: subject, document: []) }
    }

    func putComparison(_ comparison: ComparisonRecord) throws {
        try execute(
            """
            INSERT INTO comparison (fromDigest, toDigest, format, madeAt, failure, summary, document)
            VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET format = excluded.format,
                madeAt = excluded.madeAt, failure = excluded.failure, summary = excluded.summary,
                document = excluded.document
            """,
            [
                comparison.subject.from?.rawValue ?? "", comparison.subject.to.rawValue, comparison.format,
                comparison.madeAt.microseconds, comparison.failure, BytesBlob(comparison.summary),
                BytesBlob(comparison.document),
            ]
        )
    }

    private static func comparison(
        _ row: Row,
        of subject: ComparisonRecord.Subject,
        document: [UInt8]
    ) -> ComparisonRecord {
        ComparisonRecord(
            subject: subject,
            format: row["format"],
            madeAt: Timestamp(microseconds: row["madeAt"]),
            failure: row["failure"],
            summary: (row["summary"] as BytesBlob).bytes,
            document: document
        )
    }
}
