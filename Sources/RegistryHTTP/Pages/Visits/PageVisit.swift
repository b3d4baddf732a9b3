// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import OCIModel
internal import Policy
internal import Registry

/// A request for a web page, with who asks.
struct PageVisit: Sendable {
    /// Whether somebody is signed in.
    enum SignIn: Hashable, Sendable {
        /// The registry has no users.
        case notNeeded
        case signedOut
        case signedIn(user: String)
    }

    let registry: Registry
    /// The request; its caller is the user who is signed in, or nobody.
    let exchange: Exchange
    let route: PageRoute
    let signIn: SignIn
    /// The moment that ages are counted from.
    let now: Timestamp
    /// The number of open holds the visitor may see, up to ``maximumHoldCount``.
    var openHolds = 0
    let browser: Browser

    /// More open holds than these are not counted.
    static let maximumHoldCount = 99

    /// What the browser showed or is to show from now on.
    struct Browser: Sendable {
        let id: SessionID
        /// Tells whether it showed no ID yet.
        let isNew: Bool
        let tokens: FormToken
        let cookie: SessionCookie
    }

    var caller: Caller { exchange.caller }
    /// Tells whether nobody is signed in where that shows nothing.
    var mustSignIn: Bool { signIn == .signedOut && !exchange.settings.access.admitsAnonymous }
    var query: Query { exchange.query }
    var isPost: Bool { exchange.method == .post }

    /// The path and query that were asked for, to return to after signing in.
    ///
    /// What was sent as a form is not asked for again; the page of the form is.
    var address: String {
        if case .decision(let id) = route { return "/holds/\(PercentEncoding.encode(id))" }
        return isPost ? "/" : exchange.request.head.path ?? "/"
    }

    /// Makes the page's response.
    ///
    /// - Parameters:
    ///   - title: What the browser's tab shows; the heading of level 1 is the page's own.
    ///   - section: The part of the registry it belongs to, marked in the navigation.
    ///   - crumbs: The pages above it, outermost first.
    ///   - status: The status.
    ///   - refresh: Seconds after which the browser loads it again, for what is not ready.
    ///   - body: Writes what stands in the `main` element.
    /// - Returns: The response, with the cookie that a form on it needs.
    func page(
        _ title: String,
        section: PageSection? = nil,
        crumbs: [PageCrumb] = [],
        status: HTTPResponse.Status = .ok,
        refresh: Int? = nil,
        body: (inout HTMLWriter) throws -> Void
    ) rethrows -> Response {
        var content = HTMLWriter(formToken: browser.tokens.text(for: browser.id))
        try body(&content)
        let layout = PageLayout(visit: self, title: title, section: section, crumbs: crumbs, refresh: refresh)
        let html = layout.html(around: content)
        var fields: HTTPFields = [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"]
        if browser.isNew, html.hasPostForm { fields[.setCookie] = browser.cookie.setting(browser.id) }
        return Response(
            status: status,
            headers: fields,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: html.bytes))
        )
    }

    /// Sends the browser to another page, with GET.
    func redirect(to link: Link) -> Response {
        Response(status: .seeOther, headers: [.location: link.text, .cacheControl: "no-store"])
    }

    /// Reads the form that was sent, after checking that it is one of ours.
    ///
    /// - Throws: ``APIError`` with 403 when it does not prove so, 405 for another method, 413 or 415 for no form.
    func form() async throws -> Query {
        guard isPost else { throw APIError.methodNotAllowed(exchange.method) }
        let type = MediaType(contentType: exchange.fields[.contentType] ?? "").rawValue.lowercased()
        guard type == "application/x-www-form-urlencoded" else {
            throw APIError(.unsupportedMediaType, .unsupported, "a form is sent as application/x-www-form-urlencoded")
        }
        let body = try await exchange.body(upTo: 64 << 10, "the form")
        let form = Query(String(buffer: body))
        guard !browser.isNew, browser.tokens.matches(form["\(FormToken.field)"] ?? "", browser.id) else {
            throw APIError(
                .forbidden,
                .denied,
                "the form was not sent from a page that this registry made for your browser, or that page was open for "
                    + "too long; nothing was changed. Go back, load the page again and send it once more; cookies must "
                    + "be allowed"
            )
        }
        return form
    }
}

/// A part of the registry that the navigation leads to.
enum PageSection: CaseIterable, Sendable {
    case repositories
    case holds
    case graph
}

/// A page above another.
struct PageCrumb: Sendable {
    let title: String
    let link: Link

    init(_ title: String, _ link: Link) {
        self.title = title
        self.link = link
    }
}
