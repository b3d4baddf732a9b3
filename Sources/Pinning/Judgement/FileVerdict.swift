// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What a verification comes to.
public struct FileVerdict: Sendable {
    /// Every reference with how it stands.
    public internal(set) var references: [JudgedReference] = []
    /// Why references could not be judged, one each.
    public internal(set) var failures: [AnswerFailure] = []
    /// How many references mean nothing that files tell, which no registry could answer.
    public internal(set) var unknown = 0

    /// Tells whether something was found that people should look at.
    public var hasFindings: Bool {
        references.contains { [.unpinned, .drifted, .platformPin].contains($0.status) }
    }
}
