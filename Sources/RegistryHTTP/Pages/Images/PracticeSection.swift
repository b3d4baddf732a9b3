// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import OCIModel
internal import Registry

/// What experienced makers would have done otherwise, as far as it shows without reading layers.
struct PracticeSection {
    let config: ImageConfig
    let view: ImageView

    func write(to html: inout HTMLWriter) {
        let check = PracticeCheck(config: config, annotations: view.manifest.annotations)
        let findings = check.findings.sorted { $1.severity < $0.severity }
        guard !findings.isEmpty else { return }
        html.element(.h2, text: "Worth knowing")
        html.element(.ul, .class("findings")) { html in
            for finding in findings {
                html.element(.li) { html in
                    html.severity(finding.severity)
                    html.element(.span) {
                        $0.foreign("\(finding.message.prefix(1).uppercased())\(finding.message.dropFirst()).")
                    }
                }
            }
        }
    }
}

extension HTMLWriter {
    /// Writes a severity as a word with its shape.
    fileprivate mutating func severity(_ severity: Severity) {
        switch severity {
        case .high: element(.span, .class("severity high"), text: severity.rawValue)
        case .medium: element(.span, .class("severity medium"), text: severity.rawValue)
        case .low: element(.span, .class("severity low"), text: severity.rawValue)
        case .info: element(.span, .class("severity info"), text: severity.rawValue)
        }
    }
}
