// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird

/// A page that says what went wrong, and what to do next.
struct ErrorPage {
    let error: APIError

    func response(to visit: PageVisit) -> Response {
        var response = visit.page(title, status: error.status) { html in
            html.element(.div, .class("notice")) { html in
                html.element(.p, .class("overline"), text: "Error \(error.status.code)")
                html.element(.h1, text: title)
                html.element(.p, text: error.message.sentence)
                html.element(.p) { html in
                    if visit.signIn == .signedOut {
                        html.link(.signIn(next: visit.address), text: "Sign in")
                        html.text(" · ")
                    }
                    html.link(.repositories, text: "All repositories")
                    html.text(" · ")
                    html.link(.holds, text: "Open holds")
                }
            }
        }
        for field in error.fields where field.name != .wwwAuthenticate { response.headers[field.name] = field.value }
        return response
    }

    private var title: String {
        switch error.status.code {
        case 403: "Not allowed"
        case 404: "Not found"
        case 405: "Not possible here"
        case 409: "Something changed"
        case 413: "Too large"
        case 421: "Wrong address"
        case 429: "Too many attempts"
        case 503: "Not right now"
        case 500...: "The registry failed"
        default: "That did not work"
        }
    }
}

extension String {
    /// A message of the registry as a sentence, with a stop at its end.
    ///
    /// It gets a capital only before a word of ours: names stay as they are written.
    var sentence: String {
        let isOurs = ["the", "there", "no", "this", "a", "it", "signing", "only", "what"].contains(prefix { $0 != " " })
        let stop = last.map { ".?!".contains($0) } == true ? "" : "."
        return (isOurs ? prefix(1).uppercased() + dropFirst() : self) + stop
    }
}
