// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ArgumentParser
import ImageDiff
import ImageReading
import OCIModel

/// What differs between two images, for tools that collect findings (SARIF 2.1.0).
///
/// See <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>. A file of the image is an artifact below the
/// base `IMAGE`. Noise and differences without weight are left out.
struct DiffSARIF {
    /// Code scanning services refuse more.
    private static let maximumResults = 5_000

    private struct Finding {
        let rule: String
        let severity: Severity
        let message: String
        let path: String?
        let platform: String
    }

    let report: DiffReport

    /// The document.
    var json: [UInt8] {
        let findings = findings
        let rules = Array(Set(findings.map(\.rule))).sorted()
        var json = JSONWriter()
        json.object { json in
            json.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
            json.member("version", "2.1.0")
            json.member("runs", [findings]) { json, findings in
                json.member("tool") { json in
                    json.member("driver") { json in
                        json.member("name", "holdfast")
                        json.member("version", HoldfastCommand.configuration.version)
                        json.member("rules", rules) { json, rule in
                            json.member("id", rule)
                            json.member("shortDescription") { $0.member("text", Self.title(of: rule)) }
                        }
                    }
                }
                json.member("originalUriBaseIds") { json in
                    json.member("IMAGE") { json in
                        json.member("description") { json in
                            json.member("text", "\(report.to.reference)@\(report.to.digest)")
                        }
                    }
                }
                json.member("properties") { json in
                    json.member("verdict", report.verdict.rawValue)
                    json.member("omitted", Int64(max(0, findings.count - Self.maximumResults)))
                    json.member("from", "\(report.from.reference)@\(report.from.digest)")
                    json.member("to", "\(report.to.reference)@\(report.to.digest)")
                }
                json.member("results", findings.prefix(Self.maximumResults)) { json, finding in
                    json.member("ruleId", finding.rule)
                    json.member("level", Self.level(of: finding.severity))
                    json.member("message") { $0.member("text", finding.message) }
                    json.member("locations", finding.path.map { [$0] } ?? []) { json, path in
                        json.member("physicalLocation") { json in
                            json.member("artifactLocation") { json in
                                json.member("uri", path)
                                json.member("uriBaseId", "IMAGE")
                            }
                        }
                    }
                    json.member("properties") { json in
                        json.member("platform", finding.platform)
                        json.member("severity", finding.severity.rawValue)
                    }
                }
            }
        }
        return json.bytes
    }

    private var findings: [Finding] {
        var findings: [Finding] = []
        for platform in report.platforms where platform.comparison == nil && platform.pair.change != .same {
            findings.append(
                Finding(
                    rule: "platform-\(platform.pair.change.rawValue)",
                    severity: .high,
                    message: "the platform \(platform.pair.platform) was \(platform.pair.change.rawValue)",
                    path: nil,
                    platform: platform.pair.platform
                )
            )
        }
        for item in report.ambiguities {
            let ambiguity = item.finding.ambiguity
            let rest = AmbiguityText.rest(of: ambiguity)
            findings.append(
                Finding(
                    rule: "ambiguous-layer",
                    severity: item.finding.severity,
                    message: "\(ambiguity.kind.rawValue) in layer \(ambiguity.layer)\(rest)",
                    path: Self.uri(ambiguity.path.bytes),
                    platform: item.platform
                )
            )
        }
        for (platform, difference) in report.settings {
            let change = "\(DiffText.value(difference.from)) -> \(DiffText.value(difference.to))"
            findings.append(
                Finding(
                    rule: "setting-changed",
                    severity: difference.severity,
                    message: "\(difference.field.rawValue): \(change)",
                    path: nil,
                    platform: platform
                )
            )
        }
        for (platform, change) in report.packages {
            findings.append(
                Finding(
                    rule: "package-changed",
                    severity: change.severity,
                    message: "package \(VisibleText.line(change.name)): \(DiffText.version(change))",
                    path: nil,
                    platform: platform
                )
            )
        }
        for (platform, difference) in report.files where difference.noise == nil {
            let reasons = difference.reasons.isEmpty ? difference.fields.map(\.rawValue) : difference.reasons
            findings.append(
                Finding(
                    rule: "file-\(difference.change.rawValue)",
                    severity: difference.severity,
                    message: "\(PathText.line(difference.path)): \(reasons.joined(separator: ", "))",
                    path: Self.uri(difference.path.bytes),
                    platform: platform
                )
            )
        }
        return findings.filter { $0.severity > .info }.sorted { $1.severity < $0.severity }
    }

    private static func level(of severity: Severity) -> String {
        switch severity {
        case .high: "error"
        case .medium: "warning"
        case .low, .info: "note"
        }
    }

    private static func title(of rule: String) -> String {
        switch rule {
        case "ambiguous-layer": "A layer can be read in two ways"
        case "setting-changed": "A setting of the image changed"
        case "package-changed": "A package of the distribution changed"
        case "platform-added": "An image for another platform was added"
        case "platform-removed": "The image for a platform was removed"
        case "platform-modified": "The image for a platform changed"
        case "file-added": "A file was added"
        case "file-removed": "A file was removed"
        default: "A file was modified"
        }
    }

    /// A path as a relative URI (RFC 3986).
    private static func uri(_ path: [UInt8]) -> String {
        var result = ""
        for byte in path.drop(while: { $0 == UInt8(ascii: "/") }) {
            if byte == UInt8(ascii: "/") {
                result += "/"
            } else {
                result += ManagementRequest.encoded(byte)
            }
        }
        return result
    }
}
