// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// An image reference in a file: which bytes spell it, what it is for, and what it means.
public struct FoundReference: Hashable, Sendable {
    /// What the bytes of the span hold.
    public enum Holding: Hashable, Sendable {
        /// The whole reference. A digest goes to its end.
        case reference
        /// The tag alone, with the digest after it once it is pinned (`1.25@sha256:…`).
        case tag
        /// The digest alone.
        case digest
        /// The digest alone, between quotes that may stand empty when it is taken out again.
        case quotedDigest
    }

    /// What the reference means with every variable replaced.
    public enum Meaning: Hashable, Sendable {
        /// The reference, as far as the file says it: a host or tag that is left to custom is nil.
        case known(Reference)
        /// It cannot be known from files, and why: `BASE has no default`.
        case unknown(String)
    }

    /// Whether the span may be edited.
    public enum Editing: Hashable, Sendable {
        /// A digest may be written into the span.
        case inPlace
        /// A digest may be written when it is asked for, as it may become stale or the text is no manifest; and why.
        case onRequest(Request, String)
        /// No digest may be written, only the lock can hold it; and why: `the tag comes from VERSION`.
        case lockOnly(String)
    }

    /// What has to be asked for.
    public enum Request: Hashable, Sendable {
        /// Commands in scripts, Makefiles and Markdown.
        case commands
        /// Caches of builds: they are meant to change, and often are not there yet.
        case caches
        /// A digest after a reference whose tag comes from a variable: it says the old image when the variable changes.
        case staleVariables
    }

    /// The file whose bytes the span is in.
    ///
    /// Seldom another than the file that was read: a `.env` beside it.
    public var path: String
    /// The bytes that would be edited.
    ///
    /// They spell ``written``, byte for byte.
    public var span: Range<Int>
    /// The text of the span, without quotes, prefixes such as `docker://`, and variables around it.
    public var written: String
    /// What the span holds.
    public var holding: Holding
    /// What the reference is for.
    public var role: ReferenceRole
    /// What the reference means.
    public var meaning: Meaning
    /// Whether the span may be edited.
    public var editing: Editing
    /// The platform that the file asks for, where it is fixed: `FROM --platform=linux/arm64`, `platform:`.
    public var platform: Platform?

    /// Creates a reference.
    public init(
        path: String,
        span: Range<Int>,
        written: String,
        holding: Holding = .reference,
        role: ReferenceRole,
        meaning: Meaning,
        editing: Editing = .inPlace,
        platform: Platform? = nil
    ) {
        self.path = path
        self.span = span
        self.written = written
        self.holding = holding
        self.role = role
        self.meaning = meaning
        self.editing = editing
        self.platform = platform
    }

    /// The reference, when it is known.
    public var reference: Reference? {
        guard case .known(let reference) = meaning else { return nil }
        return reference
    }

    /// Whether a reference that is not known is no gap in what files say: a template decides it when it is rendered, a chart
    /// puts it together, or nobody asked for it.
    public var isBeyondFiles: Bool {
        option != nil || role == .values || written.contains("{{")
    }

    /// What has to be asked for so that the reference is followed at all; nil when it is followed by itself.
    ///
    /// An image of a command is one whether or not a digest can be written there.
    public var neededRequest: Request? {
        switch editing {
        case .onRequest(.caches, _): .caches
        case .onRequest(.commands, _): .commands
        case .onRequest(.staleVariables, _), .inPlace, .lockOnly: role == .command ? .commands : nil
        }
    }

    /// The option that has to be given for the reference to be followed at all; nil when it is followed by itself.
    public var option: String? {
        switch neededRequest {
        case .commands: "--commands"
        case .caches: "--caches"
        case .staleVariables, nil: nil
        }
    }

    /// The digest that is written in the file, if one is.
    public var pinnedDigest: Digest? { reference?.digest }
}
