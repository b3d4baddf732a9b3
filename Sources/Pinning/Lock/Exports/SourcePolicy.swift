// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// A source policy of BuildKit that makes tags mean digests while an image is built.
///
/// It covers what no edit of a Dockerfile can: names put together of arguments.
/// See <https://github.com/moby/buildkit/blob/master/docs/build-repro.md>.
enum SourcePolicy {
    static func write(_ sources: [LockExport.Source], to draft: inout LockExportDraft) {
        var rules: [String: String] = [:]
        for found in sources.flatMap(\.references) where isSource(found.role) {
            guard let pinned = draft.pinned(found), var reference = found.reference else { continue }
            if reference.digest == nil { reference.tag = LockFile.key(of: reference).tag }
            let asked = identifier(of: reference)
            reference.digest = pinned.digest
            let meant = identifier(of: reference)
            if asked != meant { rules[asked] = meant }
        }
        guard !rules.isEmpty else { return }
        var json = JSONWriter()
        json.object { json in
            json.member("rules", rules.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) { json, rule in
                json.member("action", "CONVERT")
                // Without a type of match, text that holds no * is matched exactly, by every release.
                json.member("selector") { json in json.member("identifier", rule.key) }
                json.member("updates") { json in json.member("identifier", rule.value) }
            }
        }
        draft.add("source-policy.json", IndentedJSON.bytes(of: json.bytes, levels: 4))
    }

    /// Tells whether BuildKit fetches the image by its name as a source.
    private static func isSource(_ role: ReferenceRole) -> Bool {
        switch role {
        case .from, .copyFrom, .mountFrom, .syntax, .buildContext: true
        default: false
        }
    }

    /// The name as BuildKit has it when it asks its policy.
    ///
    /// It knows two names of docker's registry, and leaves the case of hosts as it is.
    private static func identifier(of reference: Reference) -> String {
        switch reference.host {
        case nil, Reference.dockerHub?, "index.docker.io"?: "docker-image://\(reference.normalized())"
        default: "docker-image://\(reference)"
        }
    }
}
