// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A setting in which two configurations differ.
public struct ConfigDifference: Hashable, Sendable {
    /// A setting, by the name that the `diff` document gives it.
    public enum Field: String, CaseIterable, Sendable {
        case entrypoint
        case command = "cmd"
        case environment = "env"
        case user
        case ports
        case volumes
        case healthcheck
        case workingDirectory = "workingDir"
        case stopSignal
        case shell
        case onBuild
        case platform
        /// A setting without a name of its own here; the texts begin with its key.
        case other
        case labels
        case created
        case author
        case history
        /// Something that no runtime goes by; the texts begin with its key.
        case remark

        /// Tells whether containers behave differently when it differs.
        public var isBehaviour: Bool {
            switch self {
            case .entrypoint, .command, .environment, .user, .ports, .volumes, .healthcheck, .workingDirectory,
                .stopSignal, .shell, .onBuild, .platform, .other:
                true
            case .labels, .created, .author, .history, .remark: false
            }
        }

        /// Tells whether it only says when and how the image was made.
        public var isAboutMaking: Bool {
            switch self {
            case .created, .author, .history, .remark: true
            default: false
            }
        }
    }

    /// The setting; of variables and labels each has a difference of its own.
    public var field: Field
    /// The setting as it was, as people read it; nil if there was none.
    public var from: String?
    /// The setting as it is, as people read it; nil if there is none.
    public var to: String?
    /// How much it matters.
    public var severity: Severity
    /// Tells whether it is a moment on both sides, such as a label with the time of the build.
    public var isMoment: Bool

    /// Creates a difference.
    public init(field: Field, from: String?, to: String?, severity: Severity, isMoment: Bool = false) {
        self.field = field
        self.from = from
        self.to = to
        self.severity = severity
        self.isMoment = isMoment
    }
}
