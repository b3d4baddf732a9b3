// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Reads a lock, and says of what is wrong where it stands.
struct LockReader {
    private let path: String

    init(path: String) {
        self.path = path
    }

    func lock(of bytes: [UInt8]) throws(PinningError) -> LockFile {
        guard bytes.count <= LockFile.maximumSize else {
            throw PinningError(.tooLarge, "a lock has at most \(LockFile.maximumSize) bytes", path: path)
        }
        let document = try LockMember(value: parse(bytes), name: "the lock", path: path)
        let schema = try document.text("schema")
        guard schema == LockFile.schema else {
            throw PinningError(
                .configuration,
                "its schema is \(VisibleText.line(schema.prefix(80))), and this version reads \(LockFile.schema)",
                path: path,
                advice: "Use the version of holdfast that wrote it, or write it anew with holdfast lock."
            )
        }
        let images = try document.elements("images")
        var seen: Set<Reference> = []
        var entries: [LockFile.Entry] = []
        entries.reserveCapacity(images.count)
        for image in images {
            let entry = try entry(image)
            guard seen.insert(entry.reference).inserted else {
                throw image.failure("reference", "\(entry.reference) stands there twice")
            }
            entries.append(entry)
        }
        return LockFile(entries, logs: document.has("logs") ? try logs(try document.elements("logs")) : [])
    }

    private func logs(_ members: [LockMember]) throws(PinningError) -> [LockFile.Log] {
        var seen: Set<Reference> = []
        var logs: [LockFile.Log] = []
        for member in members {
            let repository = try member.reference("repository")
            guard repository.tag == nil, repository.digest == nil else {
                throw member.failure("repository", "it has a tag or a digest")
            }
            let lines = try member.texts("checkpoint")
            guard lines.allSatisfy({ !$0.utf8.contains(UInt8(ascii: "\n")) }) else {
                throw member.failure("checkpoint", "it must be a list of lines")
            }
            let log = LockFile.Log(
                repository: repository,
                origin: try member.text("origin"),
                key: try member.text("key"),
                lines: lines
            )
            guard seen.insert(log.repository).inserted else {
                throw member.failure("repository", "\(log.repository) stands there twice")
            }
            logs.append(log)
        }
        return logs
    }

    private func parse(_ bytes: [UInt8]) throws(PinningError) -> JSONValue {
        do throws(JSONError) {
            return try JSONValue(parsing: bytes)
        } catch {
            throw PinningError(
                .configuration,
                "the lock is not valid JSON: \(error)",
                path: path,
                offset: error.offset,
                advice: "Take it from version control, or remove it and write it anew with holdfast lock."
            )
        }
    }

    private func entry(_ image: LockMember) throws(PinningError) -> LockFile.Entry {
        let reference = try image.reference("reference")
        let digest = try image.digest("digest")
        guard reference.tag == nil || reference.digest == nil else {
            throw image.failure("reference", "it has a tag or a digest, not both")
        }
        guard reference.digest == nil || reference.digest == digest else {
            throw image.failure("digest", "it is not the digest of the reference")
        }
        var platforms: [LockFile.PlatformDigest] = []
        if image.has("platforms") {
            for element in try image.elements("platforms") {
                let digest = try element.digest("digest")
                platforms.append(LockFile.PlatformDigest(platform: try element.platform("platform"), digest: digest))
            }
        }
        var log: LockFile.LogPosition?
        if image.has("log") {
            let member = try image.member("log")
            log = LockFile.LogPosition(index: try member.number("index"), time: try member.time("time"))
        }
        return LockFile.Entry(
            reference: reference,
            digest: digest,
            mediaType: MediaType(rawValue: try image.text("mediaType")),
            platforms: platforms,
            resolvedAt: try image.time("resolvedAt"),
            resolvedFrom: try image.text("resolvedFrom"),
            previous: image.has("previous") ? try image.digest("previous") : nil,
            log: log
        )
    }
}
