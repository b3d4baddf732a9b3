// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Writes annotations into a manifest or index and leaves every other byte as it is.
///
/// The bytes are spliced, not written anew: members keep their order, their spacing and what nobody here knows of. That
/// nothing else has changed is proved by reading the result again.
struct AnnotationEdit {
    private let annotations: [(key: String, value: String)]

    init(_ annotations: [String: String]) {
        self.annotations = annotations.sorted { $0.key < $1.key }
    }

    /// Gives the manifest with the annotations, under the digest that it has then.
    ///
    /// A manifest that has them all already stays the same, and keeps its digest.
    ///
    /// - Throws: ``ClientError`` when the manifest would be too large.
    func apply(to fetched: FetchedManifest) throws -> FetchedManifest {
        guard !annotations.isEmpty else { return fetched }
        let (old, name) = (fetched.manifest, fetched.digest)
        let bytes = try edited(old.bytes, name)
        guard bytes != old.bytes else { return fetched }
        guard bytes.count <= Manifest.maximumSize else {
            throw ClientError(
                .malformed,
                "\(name) with the annotations has more than the \(Manifest.maximumSize >> 20) MiB a manifest may have"
            )
        }
        try prove(bytes, from: old.bytes, name)
        do throws(ManifestError) {
            let manifest = try Manifest(bytes, declared: old.mediaType)
            return FetchedManifest(manifest: manifest, digest: RunningDigest.of(bytes, name.algorithm))
        } catch {
            throw Self.unproved(name, "\(error)")
        }
    }

    private func edited(_ bytes: [UInt8], _ name: Digest) throws -> [UInt8] {
        guard let root = JSONObjectSpans(bytes, in: 0..<bytes.count) else {
            throw Self.unproved(name, "it is no JSON object")
        }
        guard let member = root.members.first(where: { $0.name == "annotations" }) else {
            let text = (root.members.isEmpty ? "" : ",") + "\"annotations\":{\(Self.members(annotations))}"
            return Self.splice(bytes, [(root.end..<root.end, text)])
        }
        guard let object = JSONObjectSpans(bytes, in: member.value) else {
            // Only null is accepted besides an object.
            return Self.splice(bytes, [(member.value, "{\(Self.members(annotations))}")])
        }
        var edits: [(Range<Int>, String)] = []
        var new: [(key: String, value: String)] = []
        for (key, value) in annotations {
            guard let present = object.members.first(where: { $0.name == key }) else {
                new.append((key, value))
                continue
            }
            // Losing the error is right: what is no text is not the value, and is replaced.
            guard (try? JSONValue(parsing: Array(bytes[present.value])))?.string != value else { continue }
            edits.append((present.value, Self.quoted(value)))
        }
        if !new.isEmpty {
            edits.append((object.end..<object.end, (object.members.isEmpty ? "" : ",") + Self.members(new)))
        }
        return Self.splice(bytes, edits.sorted { $0.0.lowerBound < $1.0.lowerBound })
    }

    /// Requires that new bytes mean what the old ones do, but for the annotations.
    private func prove(_ bytes: [UInt8], from old: [UInt8], _ name: Digest) throws {
        let (before, after): (JSONValue, JSONValue)
        do throws(JSONError) {
            (before, after) = (try JSONValue(parsing: old), try JSONValue(parsing: bytes))
        } catch {
            throw Self.unproved(name, "\(error)")
        }
        var expected = before.object ?? [:]
        var members = expected["annotations"]?.object ?? [:]
        for (key, value) in annotations { members[key] = .string(value) }
        expected["annotations"] = .object(members)
        guard after == .object(expected) else {
            throw Self.unproved(name, "something else would change with them")
        }
    }

    private static func unproved(_ name: Digest, _ reason: String) -> ClientError {
        ClientError(.malformed, "annotations cannot be written into \(name)", reason: reason)
    }
}

// MARK: - Text

extension AnnotationEdit {
    private static func members(_ annotations: [(key: String, value: String)]) -> String {
        annotations.map { "\(quoted($0.key)):\(quoted($0.value))" }.joined(separator: ",")
    }

    private static func quoted(_ text: String) -> String {
        var json = JSONWriter()
        json.value(text)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private static func splice(_ bytes: [UInt8], _ edits: [(range: Range<Int>, text: String)]) -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        for edit in edits {
            result += bytes[position..<edit.range.lowerBound]
            result += Array(edit.text.utf8)
            position = edit.range.upperBound
        }
        return result + bytes[position...]
    }
}
