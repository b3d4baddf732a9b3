// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Pinning

/// Findings as workflow commands of GitHub, which shows them beside the lines of a pull request.
///
/// See <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>.
struct GitHubAnnotations {
    let references: [JudgedReference]

    /// One command a line, without a line feed at the end; empty without findings.
    var text: String {
        references.filter(\.status.isFinding).map(Self.annotation).joined(separator: "\n")
    }

    private static func annotation(of judged: JudgedReference) -> String {
        // What could not be judged is no fault of the line.
        let command = judged.status == .unresolved ? "warning" : "error"
        var properties: [(String, String)] = []
        if judged.found.path != "-" { properties.append(("file", VisibleText.line(judged.found.path))) }
        properties += [
            ("line", "\(judged.position.line)"), ("col", "\(judged.position.column)"), ("title", judged.status.title),
        ]
        let list = properties.map { "\($0.0)=\(escaped($0.1, [":", ","]))" }.joined(separator: ",")
        return "::\(command) \(list)::\(escaped(judged.sentence, []))"
    }

    /// Replaces what would end a line or a command, or begin an escape; properties have more that ends them.
    private static func escaped(_ text: String, _ more: Set<Unicode.Scalar>) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": result += "%25"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            case ":" where more.contains(scalar): result += "%3A"
            case "," where more.contains(scalar): result += "%2C"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
