// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension MemoryTransaction {
    func comparison(of subject: ComparisonRecord.Subject) throws -> ComparisonRecord? {
        state.comparisons[subject]
    }

    func comparisonSummary(of subject: ComparisonRecord.Subject) throws -> ComparisonRecord? {
        state.comparisons[subject]?.withoutDocument
    }

    func putComparison(_ comparison: ComparisonRecord) throws {
        state.comparisons[comparison.subject] = comparison
    }
}
