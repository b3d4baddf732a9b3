// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import OCIModel
internal import Policy
internal import Registry
internal import Storage

/// The decision, for those who may make it; for others, why they may not.
extension HoldView {
    func decision(_ html: inout HTMLWriter) {
        html.element(.section, .class("decision"), .aria("labelledby", "decision")) { html in
            html.element(.h2, .id("decision"), text: Self.title(of: hold.state))
            if let problem {
                html.element(.div, .class("notice bad"), .role("alert"), .id("problem")) { html in
                    html.element(.p) { html in
                        html.element(.strong, text: "Nothing was decided:")
                        html.text(" \(problem.message.sentence)")
                    }
                }
            }
            if visit.caller.may(.approve, in: hold.repository) { form(&html) } else { noRight(&html) }
        }
    }

    private func noRight(_ html: inout HTMLWriter) {
        html.element(.p) { html in
            switch visit.signIn {
            case .signedOut:
                html.link(.signIn(next: visit.address), text: "Sign in")
                html.text(" to decide, as somebody with the right to approve in \(hold.repository).")
            case .signedIn, .notNeeded:
                html.text("You lack the right to approve in \(hold.repository); ask somebody who has it.")
            }
        }
    }

    private func form(_ html: inout HTMLWriter) {
        switch hold.state {
        case .open where isWaiting: waiting(&html)
        case .open: openForm(&html)
        case .pending: signatureForm(&html)
        case .rejected, .superseded, .expired: reopenForm(&html)
        case .approved:
            html.element(.p) { html in
                html.text("The tag moved. To move it back, see ")
                html.link(.tag(hold.tag, in: hold.repository), text: "its history")
                html.text(".")
            }
        }
    }

    private func waiting(_ html: inout HTMLWriter) {
        html.element(.p, text: "The form comes when the comparison is there.")
        html.element(.p) { html in
            html.link(.hold(hold.id).with([("wait", "no")]), text: "Decide without it")
        }
    }

    private func openForm(_ html: inout HTMLWriter) {
        let isOwn =
            visit.registry.policy.approvals == .distinct && visit.caller.name == hold.offeredBy
        if isOwn {
            html.element(.p, text: "You pushed this yourself, so somebody else has to approve it. You may reject it.")
        }
        html.form(post: .decision(on: hold.id)) { html in
            fields("Reason, for the history", &html)
            html.element(.div, .class("buttons")) { html in
                if !isOwn { button(.approve, "Approve", "button", &html) }
                button(.reject, "Reject", "button danger", &html)
            }
        }
        html.element(.p, .class("small muted")) { html in
            html.text("Approving moves ")
            html.element(.code, text: hold.tag.rawValue)
            html.text(" to what is offered. Rejecting leaves it, and refuses the same content from now on.")
        }
    }

    /// What waits for signatures gets them or not; nobody can approve in their place.
    private func signatureForm(_ html: inout HTMLWriter) {
        html.element(.p, text: "The tag is set when the required signatures are there; approving cannot replace them.")
        html.element(.p) { html in
            html.text("To sign: ")
            html.element(.code, text: "holdfast sign \(name) --key FILE")
        }
        html.form(post: .decision(on: hold.id)) { html in
            fields("Reason, for the history", &html)
            html.element(.div, .class("buttons")) { button(.reject, "Reject", "button danger", &$0) }
        }
    }

    private static func title(of state: HoldRecord.State) -> String {
        switch state {
        case .open: "Decision"
        case .pending: "Signatures"
        default: "Afterwards"
        }
    }

    private func reopenForm(_ html: inout HTMLWriter) {
        html.element(.p, text: "Reopening lets people decide anew, against what the tag means by then.")
        html.form(post: .decision(on: hold.id)) { html in
            fields("Why it is opened again", &html)
            html.element(.div, .class("buttons")) { button(.reopen, "Reopen", "button second", &$0) }
        }
    }

    /// A field of several lines, so that the return key ends a line and does not press the first button.
    private func fields(_ label: String, _ html: inout HTMLWriter) {
        html.void(.input, .type("hidden"), .name(DecisionForm.offeredField), .value(hold.to.rawValue))
        html.void(.input, .type("hidden"), .name(DecisionForm.currentField), .value(hold.from?.rawValue ?? ""))
        html.element(.div, .class("field")) { html in
            html.element(.label, .for("reason"), text: label)
            html.element(
                .textarea,
                .id("reason"),
                .name(DecisionForm.reasonField),
                .rows(2),
                .maximumLength(1_000),
                .autocomplete("off"),
                problem == nil ? .aria("invalid", "false") : .aria("describedby", "problem"),
                text: problem?.reason ?? ""
            )
        }
    }

    private func button(_ verb: DecisionForm.Verb, _ title: String, _ look: StaticString, _ html: inout HTMLWriter) {
        html.element(
            .button,
            .type("submit"),
            .name(DecisionForm.verbField),
            .value(verb.rawValue),
            .class(look),
            text: title
        )
    }
}
