// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import NIOPosix
internal import Policy
internal import Registry

/// `/login` and `/logout`.
struct SignInPage {
    let sessions: SessionTable
    let pool: NIOThreadPool

    /// What a form that was sent came to.
    private enum Refusal {
        case wrong
        case throttled(seconds: Int64)
    }

    func respond(to visit: PageVisit) async throws -> Response {
        guard let accounts = visit.exchange.settings.accounts else { return visit.redirect(to: .repositories) }
        guard visit.isPost else {
            try visit.requireReading()
            let next = Self.next(visit.query["next"])
            if case .signedIn = visit.signIn { return visit.redirect(to: next) }
            return page(visit, next: next, user: "", refusal: nil)
        }
        let form = try await visit.form()
        let next = Self.next(form["next"])
        let user = form["user"] ?? ""
        // Read before the password is judged: should it change meanwhile, the session ends with its first request.
        let credential = accounts.credential(of: user)
        let address = visit.caller.address ?? ""
        let password = form["password"] ?? ""
        let verdict = try await pool.runIfActive {
            accounts.verifier.verify(user: user, password: password, address: address)
        }
        switch (verdict, credential) {
        case (.accepted, let credential?):
            sessions.end(visit.browser.id)
            let id = sessions.begin(for: user, credential: credential, at: visit.now)
            var response = visit.redirect(to: next)
            response.headers[.setCookie] = visit.browser.cookie.setting(id)
            return response
        case (.throttled(let wait), _):
            return page(
                visit,
                next: next,
                user: user,
                refusal: .throttled(seconds: max(1, wait.components.seconds + 1))
            )
        case (.rejected, _), (.accepted, nil):
            return page(visit, next: next, user: user, refusal: .wrong)
        }
    }

    func signOut(_ visit: PageVisit) async throws -> Response {
        _ = try await visit.form()
        sessions.end(visit.browser.id)
        var response = visit.redirect(to: .repositories)
        response.headers[.setCookie] = visit.browser.cookie.removing
        return response
    }

    /// Where to go after signing in; back here would be a circle.
    private static func next(_ text: String?) -> Link {
        guard let text, let link = Link(returningTo: text), !text.hasPrefix("/login"), !text.hasPrefix("/logout") else {
            return .repositories
        }
        return link
    }

    private func page(_ visit: PageVisit, next: Link, user: String, refusal: Refusal?) -> Response {
        let status: HTTPResponse.Status =
            switch refusal {
            case nil: .ok
            case .wrong?: .forbidden
            case .throttled?: .tooManyRequests
            }
        var response = visit.page("Sign in", status: status) { html in
            html.element(.div, .class("signin")) { html in
                html.element(.h1, text: "Sign in")
                if let refusal {
                    html.element(.div, .class("notice bad"), .role("alert"), .id("refusal")) { html in
                        html.element(.p, text: Self.words(for: refusal))
                    }
                }
                html.form(post: .signIn) { html in
                    fields(user, isRefused: refusal != nil, &html)
                    html.void(.input, .type("hidden"), .name("next"), .value(next.text))
                    html.element(.button, .type("submit"), .class("button"), text: "Sign in")
                }
                html.element(.p, .class("small muted")) { html in
                    html.text("With the name and password you give to ")
                    html.element(.code, text: "docker login")
                    html.text(". Robots' tokens are for programs and do not sign in here.")
                }
            }
        }
        if case .throttled(let seconds)? = refusal { response.headers[.retryAfter] = String(seconds) }
        return response
    }

    private func fields(_ user: String, isRefused: Bool, _ html: inout HTMLWriter) {
        html.element(.div, .class("field")) { html in
            html.element(.label, .for("user"), text: "User")
            html.void(
                .input,
                .type("text"),
                .id("user"),
                .name("user"),
                .value(user),
                .autocomplete("username"),
                .maximumLength(256),
                .withoutSpellcheck,
                .required,
                user.isEmpty ? .autofocus : .aria("invalid", "false")
            )
        }
        html.element(.div, .class("field")) { html in
            html.element(.label, .for("password"), text: "Password")
            html.void(
                .input,
                .type("password"),
                .id("password"),
                .name("password"),
                .autocomplete("current-password"),
                .required,
                isRefused ? .aria("describedby", "refusal") : .aria("invalid", "false")
            )
        }
    }

    private static func words(for refusal: Refusal) -> String {
        switch refusal {
        case .wrong: "The user name or password is wrong."
        case .throttled(let seconds):
            "Too many failed attempts. Wait \(seconds) second\(seconds == 1 ? "" : "s") and try again."
        }
    }
}
