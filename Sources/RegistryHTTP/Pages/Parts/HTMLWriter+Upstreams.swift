// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Registry
internal import Storage

/// What people are told of repositories that stand for those of other registries.
extension HTMLWriter {
    /// Says where the images of a repository come from.
    mutating func origin(_ origin: UpstreamOrigin) {
        element(.p, .class("lead")) { html in
            html.text("Stands for ")
            html.element(.strong) { $0.foreign(origin.remote.rawValue) }
            html.text(" of \(origin.name), at ")
            html.element(.code, text: origin.url)
            html.text(
                ". It has what was pulled through this registry; its tags mean what they meant then until a change of "
                    + "them is let in."
            )
        }
    }

    /// Says when an upstream was asked about a tag, and what it said.
    mutating func upstream(_ check: UpstreamCheck, _ origin: UpstreamOrigin, means digest: Digest, at now: Timestamp) {
        text("\(origin.name) was asked ")
        age(of: check.checkedAt, at: now)
        switch (check.failure, check.digest) {
        case (let failure?, _):
            text(" and gave no answer: ")
            foreign(failure)
        case (nil, nil):
            text(" and has not said what the tag means")
        case (nil, let said?) where said == digest:
            text(" and says the same")
        case (nil, let said?):
            text(" and says ")
            short(said)
            text(check.isSettled ? "" : "; that is not dealt with yet")
        }
    }
}
