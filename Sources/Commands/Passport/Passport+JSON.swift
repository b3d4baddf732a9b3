// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import ImageReading
import OCIClient
import OCIModel

extension Passport {
    /// The document `holdfast.inspect/1`.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.inspect/1")
            json.member("reference", reference)
            json.member("digest", root.digest.rawValue)
            json.member("mediaType", root.manifest.mediaType.rawValue)
            json.member("platforms", platforms) { json, platform in
                json.member("platform", platform.platform)
                json.member("digest", platform.digest.rawValue)
            }
            json.member("attestations", Int64(attestations))
            json.member("platform", variant.platform.description)
            json.member("manifest", variant.manifest.digest.rawValue)
            json.member("configuration", variant.manifest.manifest.config?.digest.rawValue)
            writeMaker(to: &json)
            writeSettings(to: &json)
            writeLayers(to: &json)
            if let contents { Self.write(contents, to: &json) }
            json.member("practices", practices) { json, practice in
                json.member("kind", practice.kind.rawValue)
                json.member("severity", practice.severity.rawValue)
                json.member("message", practice.message)
                json.member("paths", texts: practice.paths.map(\.escaped))
            }
        }
        return json.bytes
    }

    private func writeMaker(to json: inout JSONWriter) {
        json.member("created", variant.config.created)
        json.member("author", variant.config.author)
        json.member("source", label("org.opencontainers.image.source", "org.label-schema.vcs-url"))
        json.member("revision", label("org.opencontainers.image.revision", "org.label-schema.vcs-ref"))
        json.member("vendor", label("org.opencontainers.image.vendor", "org.label-schema.vendor"))
        json.member("version", label("org.opencontainers.image.version", "org.label-schema.version"))
        json.member("base") { json in
            json.member("name", label("org.opencontainers.image.base.name"))
            json.member("digest", label("org.opencontainers.image.base.digest"))
        }
        json.member("labels") { json in
            for (name, value) in variant.config.execution.shownLabels.sorted(by: { $0.key < $1.key }) {
                json.member(name, value)
            }
        }
        json.member("annotations") { json in
            for (name, value) in ImageConfig.shown(annotations).sorted(by: { $0.key < $1.key }) {
                json.member(name, value)
            }
        }
        json.member("signatures") { json in
            json.member("present", company.hasSignature)
            json.member("tags", texts: company.companionTags.map(\.rawValue))
            json.member("referrers", company.referrers) { json, referrer in
                json.member("artifactType", referrer.artifactType)
                json.member("digest", referrer.digest.rawValue)
            }
        }
        if let tagHistory {
            json.member("tagHistory") { json in
                json.member("moves", Int64(tagHistory.moves))
                json.member("lastChange", tagHistory.lastChange)
                json.member("truncated", tagHistory.isCut)
            }
        }
    }

    private func writeSettings(to json: inout JSONWriter) {
        let execution = variant.config.execution
        json.member("config") { json in
            json.member("user", execution.user)
            json.list("entrypoint", execution.shownEntrypoint)
            json.list("cmd", execution.shownCommand)
            json.member("env", texts: execution.shownEnvironment)
            json.member("workingDir", execution.workingDirectory)
            json.member("ports", texts: execution.exposedPorts)
            json.member("volumes", texts: execution.volumes)
            json.member("stopSignal", execution.stopSignal)
            json.member("healthcheck", execution.shownHealthcheck)
        }
    }

    private func writeLayers(to json: inout JSONWriter) {
        json.member("historyProblem", history.problem)
        json.member("layers", history.steps.filter { $0.layer != nil }) { json, step in
            guard let layer = step.layer else { return }
            json.member("digest", layer.digest.rawValue)
            json.member("diffID", layer.diffID?.rawValue)
            json.member("size", layer.size)
            if let sizes = contents?.layerSizes, sizes.indices.contains(layer.index) {
                json.member("unpacked", sizes[layer.index])
            }
            json.member("createdBy", step.history?.shownCreatedBy)
        }
    }

    private static func write(_ contents: ImageContents, to json: inout JSONWriter) {
        json.member("contents") { json in
            json.member("files", Int64(contents.fileCount))
            json.member("size", contents.size)
            json.member("distribution", contents.distribution)
            json.member("packages", contents.packages.packages) { json, package in
                json.member("name", package.name)
                json.member("version", package.version)
                json.member("architecture", package.architecture)
                json.member("manager", package.manager.rawValue)
            }
            json.member("packageProblems", texts: contents.packages.problems.map { "\($0)" })
            json.member("biggest", contents.biggest) { json, file in
                json.path("path", file.path)
                json.member("size", file.entry.size)
            }
            json.member("ambiguities", Int64(contents.tree.ambiguities.count))
        }
    }
}

extension JSONWriter {
    /// Writes a list of texts, or null when there is none.
    fileprivate mutating func list(_ key: String, _ texts: [String]?) {
        if let texts { member(key, texts: texts) } else { member(key, String?.none) }
    }
}
