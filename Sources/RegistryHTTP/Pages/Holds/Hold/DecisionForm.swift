// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import OCIModel
internal import Storage

/// What somebody sent with the form of a hold.
struct DecisionForm: Sendable {
    /// What is to become of the hold.
    enum Verb: String, Sendable {
        case approve
        case reject
        case reopen
    }

    static let verbField: StaticString = "decision"
    static let reasonField: StaticString = "reason"
    static let offeredField: StaticString = "digest"
    static let currentField: StaticString = "current"

    let verb: Verb
    /// Why, in one line.
    let reason: String
    /// The change that the page of the form showed.
    let seen: ComparisonRecord.Subject

    /// Reads a form.
    ///
    /// - Throws: ``APIError`` with 400 for one that our page does not send.
    init(_ form: Query) throws {
        guard let verb = form["\(Self.verbField)"].flatMap(Verb.init),
            let offered = form["\(Self.offeredField)"], let current = form["\(Self.currentField)"]
        else {
            throw APIError(
                .badRequest,
                .unsupported,
                "the form does not say what was decided about which change; nothing was changed. "
                    + "Go back, load the page again and decide there"
            )
        }
        self.verb = verb
        // A browser sends the line breaks of its text field; a reason is one line.
        self.reason = form["\(Self.reasonField)"].map(Self.line) ?? ""
        self.seen = ComparisonRecord.Subject(
            from: current.isEmpty ? nil : try Digest(current),
            to: try Digest(offered)
        )
    }

    private static func line(_ text: String) -> String {
        text.split { $0.isNewline || $0 == " " || $0 == "\t" }.joined(separator: " ")
    }
}

/// Why a decision was not made, and what its sender had written.
struct DecisionProblem: Sendable {
    let status: HTTPResponse.Status
    let message: String
    let reason: String
}
