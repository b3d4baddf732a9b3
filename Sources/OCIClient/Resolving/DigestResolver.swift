// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// Finds what many references mean, with one small request for each.
///
/// Registries count what is read and some grant little: so a reference is asked for once however often it is given, with
/// HEAD, which docker's registry does not count; a registry that grants no more than the floor is not asked on; and one
/// that does not answer is given up after two failures instead of after all.
public struct DigestResolver: Sendable {
    /// How many requests a registry has to grant still for another one to be made.
    public static let standardFloor: Int64 = 10

    private let round: QuestionRound

    /// Creates a resolver.
    ///
    /// - Parameters:
    ///   - session: The connections, tokens and logins; it bounds how much happens at once on a registry.
    ///   - floor: How many of the requests that a registry grants are left for others. Requests that are on their way
    ///     when a registry says that the floor is reached are not called back.
    public init(session: RegistrySession, floor: Int64 = Self.standardFloor) {
        self.round = QuestionRound(session: session, floor: floor)
    }

    /// Finds what references mean.
    ///
    /// A digest is what is asked for where there is one, else the tag, else `latest`.
    ///
    /// - Parameters:
    ///   - references: The references; without a host they are docker's.
    ///   - progress: The account of how many are answered.
    /// - Returns: For each reference the descriptor the registry gives for it, or why it is not known:
    ///   ``ClientError/Code/notFound`` for a tag or digest that is gone.
    public func resolve(
        _ references: [Reference],
        progress: TransferProgress? = nil
    ) async -> [Reference: Result<Descriptor, ClientError>] {
        await ask(references, progress) { try await $0.head($0.reference.manifestReference) }
    }

    /// Reads which digest each platform of an index has.
    ///
    /// - Parameters:
    ///   - references: References to indexes, best by digest; the manifests are read, which registries count.
    ///   - progress: The account of how many are answered.
    /// - Returns: For each reference its platforms, none for what is no index, or why they are not known.
    public func platforms(
        of references: [Reference],
        progress: TransferProgress? = nil
    ) async -> [Reference: Result<IndexPlatforms, ClientError>] {
        await ask(references, progress) {
            IndexPlatforms(try await $0.manifest($0.reference.manifestReference).manifest)
        }
    }

    /// Asks for manifests, each once: a tag beside a digest is not asked for.
    private func ask<Answer: Sendable>(
        _ references: [Reference],
        _ progress: TransferProgress?,
        _ question: @escaping @Sendable (RegistrySource) async throws -> Answer
    ) async -> [Reference: Result<Answer, ClientError>] {
        let manifests = Dictionary(references.map { ($0, $0.manifestOnly) }) { first, _ in first }
        let answers = await round.ask(Array(manifests.values), progress: progress, question)
        return manifests.compactMapValues { answers[$0] }
    }
}

extension Reference {
    /// The reference with nothing beside what names the manifest it means.
    fileprivate var manifestOnly: Reference {
        var result = normalized()
        switch manifestReference {
        case .tag(let tag): result.tag = tag
        case .digest: result.tag = nil
        }
        return result
    }
}
