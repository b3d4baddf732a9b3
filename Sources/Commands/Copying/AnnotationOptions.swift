// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIClient
import OCIModel

/// The options that say which annotations a copy gets.
struct AnnotationOptions: ParsableArguments {
    private static let prefix = "org.opencontainers.image."

    @Option(
        name: .customLong("annotate"),
        parsing: .singleValue,
        help: ArgumentHelp("Write an annotation into the index or manifest; may be repeated.", valueName: "key=value"),
        transform: ImageAnnotation.init(argument:)
    )
    var given: [ImageAnnotation] = []

    @Option(
        name: .customLong("annotate-source"),
        help: ArgumentHelp("Annotate revision, version and source of the git repository here.", valueName: "directory"),
        completion: .directory
    )
    var sources: String?

    @Option(
        name: .customLong("annotate-base"),
        help: ArgumentHelp("Annotate the image that this one is built on, with its digest.", valueName: "image"),
        transform: ReferenceArgument.any
    )
    var base: Reference?

    init() {}

    func validate() throws {
        var seen: Set<String> = []
        for annotation in given where !seen.insert(annotation.key).inserted {
            throw ValidationError("--annotate gives \(annotation.key) twice.")
        }
        guard given.count <= ImageAnnotation.maximumCount else {
            throw ValidationError("--annotate is given more than \(ImageAnnotation.maximumCount) times.")
        }
    }

    /// Whether there are any.
    var isWanted: Bool { !given.isEmpty || sources != nil || base != nil }

    /// The places that have to be asked.
    var locations: [ImageLocation] {
        guard let base, base.digest == nil else { return [] }
        return [.registry(base)]
    }

    /// The annotations; what is given by key counts before what was found out.
    func values(_ access: ImageAccess) async throws -> [String: String] {
        var values: [String: String] = [:]
        if let base { values.merge(try await about(base, access)) { $1 } }
        if let sources { values.merge(try await about(sourcesIn: sources)) { $1 } }
        values.merge(given.map { ($0.key, $0.value) }) { $1 }
        return values
    }

    /// The name and the digest of a base: the digest it is given with, else the one that it has now, by one request.
    private func about(_ base: Reference, _ access: ImageAccess) async throws -> [String: String] {
        var name = base.normalized()
        let digest: Digest
        if let known = base.digest {
            digest = known
            // A name without a tag would mean another tag to those who read it.
            if name.tag != nil { name.digest = nil }
        } else {
            digest = try await access.withSource(.registry(base)) { source in
                try await source.resolve(base.manifestReference).digest
            }
            if name.tag == nil, case .tag(let tag) = base.manifestReference { name.tag = tag }
        }
        return ["\(Self.prefix)base.name": name.description, "\(Self.prefix)base.digest": digest.rawValue]
    }

    private func about(sourcesIn directory: String) async throws -> [String: String] {
        let key = "\(Self.prefix)revision"
        let sources = try GitRepository(
            directory: directory,
            surroundings: Surroundings.current,
            advice: "Name the directory of the repository, or give --annotate \(key)=… and no --annotate-source."
        )
        let commit = try await sources.head()
        // Whoever gives the revision says what the image was made from.
        let isGiven = given.contains { $0.key == key }
        let isRefused = isGiven ? false : try await sources.isDirty()
        guard !isRefused else {
            throw CommandFailure(
                .usage,
                "\(directory) has changes that are in no commit, so no revision tells what the image was made from",
                advice: "Commit them, or give --annotate \(key)=\(commit.hash) as well."
            )
        }
        var values = ["\(Self.prefix)revision": commit.hash]
        values["\(Self.prefix)version"] = try await sources.version(.ofCommit)
        values["\(Self.prefix)source"] = try await sources.origin()
        return values
    }
}
