// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A lock in the words of a program that can be told which digests to use, so that no file of the tree need be edited.
///
/// What such a program cannot be told is never left out silently: it stands in ``omissions``.
public struct LockExport: Sendable {
    /// A program, or rather the form of what it reads.
    public enum Consumer: String, Hashable, Sendable, CaseIterable {
        /// One more file for `docker compose -f`, beside each compose file.
        case compose
        /// A component for the `components:` of a kustomization.
        ///
        /// Of custom resources, kustomize edits only those fields that a kustomization's `configurations` name.
        case kustomize
        /// One more file for `helm --values`, beside each values file.
        case helm
        /// A source policy for `EXPERIMENTAL_BUILDKIT_SOURCE_POLICY` of buildx, or `buildctl --source-policy-file`.
        case buildkit
    }

    /// A file of the tree, with what was found in it.
    public struct Source: Sendable {
        /// The file.
        public var text: SourceText
        /// What kind of file it is.
        public var kind: FileKind
        /// The references found in it.
        public var references: [FoundReference]
        /// What it was read with, for the files beside it.
        public var context: ReadingContext

        /// Creates a source.
        public init(
            text: SourceText,
            kind: FileKind,
            references: [FoundReference],
            context: ReadingContext = ReadingContext()
        ) {
            self.text = text
            self.kind = kind
            self.references = references
            self.context = context
        }
    }

    /// A file for the program.
    public struct Document: Hashable, Sendable {
        /// Where it would lie in the tree.
        public var path: String
        /// Its bytes.
        public var bytes: [UInt8]
    }

    /// A reference that the program cannot be told about.
    public struct Omission: Hashable, Sendable {
        /// The reference.
        public var reference: FoundReference
        /// Why it is left out.
        public var reason: String
    }

    /// The files for the program; none when the tree has nothing for it.
    public let documents: [Document]
    /// What the documents do not cover although the program uses it, in the order of files and bytes.
    public let omissions: [Omission]

    /// Writes a lock for a program.
    ///
    /// - Parameters:
    ///   - lock: The lock.
    ///   - consumer: The program.
    ///   - sources: The files of the tree; those of kinds that the program does not read are passed over.
    /// - Throws: ``PinningError`` when a file cannot be read any more.
    public init(of lock: LockFile, for consumer: Consumer, from sources: [Source]) throws(PinningError) {
        var draft = LockExportDraft(lock)
        switch consumer {
        case .compose: try ComposeOverride.write(sources, to: &draft)
        case .kustomize: KustomizeComponent.write(sources, to: &draft)
        case .helm: try HelmOverlay.write(sources, to: &draft)
        case .buildkit: SourcePolicy.write(sources, to: &draft)
        }
        self.documents = draft.documents
        self.omissions = draft.omissions
    }
}
