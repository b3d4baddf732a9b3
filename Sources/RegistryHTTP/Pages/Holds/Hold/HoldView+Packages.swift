// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import OCIModel
internal import Registry

/// The packages that differ.
extension HoldView {
    /// More of them are folded away.
    private static let maximumPackages = 8

    func packages(_ summary: HoldSummary, _ html: inout HTMLWriter) {
        let total = summary.packageCounts.values.reduce(0, +)
        guard total > 0 else { return }
        html.element(.h3, text: "Packages")
        let counts = PackageWords.shown.compactMap { direction, word in
            summary.packageCounts[direction].flatMap { $0 > 0 ? "\($0.grouped) \(word)" : nil }
        }
        html.element(.p, text: counts.joined(separator: ", "))
        guard !summary.packages.isEmpty else { return }
        let table = { (html: inout HTMLWriter) in
            packageTable(summary.packages, &html)
            guard total > summary.packages.count else { return }
            html.element(.p, .class("small muted"), text: "and \((total - summary.packages.count).grouped) more")
        }
        if summary.packages.count <= Self.maximumPackages { return table(&html) }
        html.element(.details) { html in
            html.element(.summary, text: "Their names and versions")
            table(&html)
        }
    }

    private func packageTable(_ packages: [HoldSummary.Package], _ html: inout HTMLWriter) {
        html.element(.table, .class("dense pairs")) { html in
            html.element(.caption, .class("unseen"), text: "Packages before and after")
            html.columns([Column("Package"), Column("Before"), Column("After"), Column("")])
            html.element(.tbody) { html in
                for package in packages {
                    html.element(.tr) { html in
                        html.element(.th, .scope(.row)) { $0.foreign(package.name) }
                        html.element(.td, .data("column", "Before")) { $0.value(package.from) }
                        html.element(.td, .data("column", "After")) { $0.value(package.to) }
                        html.element(.td, text: PackageWords.word(for: package.direction))
                    }
                }
            }
        }
    }
}
