// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel
import Pinning

/// Findings for tools that collect them (SARIF 2.1.0).
///
/// See <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>. Files are artifacts below the base `%SRCROOT%`,
/// which services take for the root of the repository.
struct JudgedReferenceSARIF {
    /// Code scanning services refuse more.
    private static let maximumResults = 5_000
    private static let rules: [JudgedReference.Status] = [.unpinned, .drifted, .platformPin, .unresolved]

    let references: [JudgedReference]

    /// The document.
    var bytes: [UInt8] {
        let findings = references.filter(\.status.isFinding)
        var json = JSONWriter()
        json.object { json in
            json.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
            json.member("version", "2.1.0")
            json.member("runs", [findings]) { json, findings in
                json.member("tool") { $0.member("driver", object: Self.driver) }
                json.member("columnKind", "unicodeCodePoints")
                json.member("properties") { json in
                    json.member("omitted", Int64(max(0, findings.count - Self.maximumResults)))
                }
                json.member("results", findings.prefix(Self.maximumResults), Self.result)
            }
        }
        return json.bytes
    }

    private static func driver(_ json: inout JSONWriter) {
        json.member("name", "holdfast")
        json.member("version", HoldfastCommand.configuration.version)
        json.member("rules", rules) { json, status in
            json.member("id", status.rawValue)
            json.member("shortDescription") { $0.member("text", status.title) }
            json.member("defaultConfiguration") { $0.member("level", level(of: status)) }
        }
    }

    private static func result(_ json: inout JSONWriter, _ judged: JudgedReference) {
        json.member("ruleId", judged.status.rawValue)
        json.member("level", level(of: judged.status))
        json.member("message") { $0.member("text", judged.sentence) }
        json.member("locations", judged.found.path == "-" ? [] : [judged.found.path]) { json, path in
            json.member("physicalLocation") { json in
                json.member("artifactLocation") { json in
                    json.member("uri", uri(path))
                    if !path.hasPrefix("/") { json.member("uriBaseId", "%SRCROOT%") }
                }
                json.member("region") { json in
                    json.member("startLine", Int64(judged.position.line))
                    json.member("startColumn", Int64(judged.position.column))
                    let written = judged.found.written.unicodeScalars
                    guard !written.contains("\n") else { return }
                    json.member("endColumn", Int64(judged.position.column + written.count))
                }
            }
        }
        json.member("properties") { json in
            json.member("role", judged.found.role.rawValue)
            json.member("reference", judged.text)
            json.member("digest", judged.digest?.rawValue)
            json.member("current", judged.current?.rawValue)
        }
    }

    private static func level(of status: JudgedReference.Status) -> String {
        switch status {
        case .drifted, .platformPin: "error"
        case .unpinned, .unresolved: "warning"
        case .pinned, .skipped: "none"
        }
    }

    /// A path as a URI (RFC 3986): relative to the root of the repository, or with the scheme of files.
    private static func uri(_ path: String) -> String {
        var rest = path[...]
        while rest.hasPrefix("./") { rest = rest.dropFirst(2) }
        let encoded = rest.utf8.map { $0 == UInt8(ascii: "/") ? "/" : ManagementRequest.encoded($0) }.joined()
        return path.hasPrefix("/") ? "file://\(encoded)" : encoded
    }
}
