// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// What stands around the content of every page.
struct PageLayout {
    let visit: PageVisit
    let title: String
    let section: PageSection?
    let crumbs: [PageCrumb]
    let refresh: Int?

    func html(around content: HTMLWriter) -> HTMLWriter {
        var html = HTMLWriter(formToken: visit.browser.tokens.text(for: visit.browser.id))
        html.page { html in
            head(&html)
        } body: { html in
            html.link(.anchor("main"), .class("skip"), text: "Skip to content")
            header(&html)
            html.element(.main, .id("main"), .tabIndex(-1)) { html in
                breadcrumbs(&html)
                html.append(content)
            }
            html.element(.footer, .class("foot")) { html in
                html.text("Holdfast, a container registry whose tags hold")
                html.element(.span, .class("mono"), text: host)
            }
        }
        return html
    }

    private var host: String {
        visit.exchange.baseURL.range(ofScheme: "://").map { String(visit.exchange.baseURL[$0...]) } ?? ""
    }

    private func head(_ html: inout HTMLWriter) {
        html.literal("<meta charset=\"utf-8\">")
        html.literal("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        html.literal("<meta name=\"color-scheme\" content=\"light dark\">")
        html.literal("<meta name=\"robots\" content=\"noindex\">")
        if let refresh { html.refresh(after: refresh) }
        html.element(.title, text: "\(title) · Holdfast")
        html.resource("stylesheet", .asset(.style))
        html.resource("icon", .asset(.icon))
        html.script(.asset(.script))
    }

    private func header(_ html: inout HTMLWriter) {
        html.element(.header, .class("top")) { html in
            html.link(.repositories, .class("brand")) { html in
                Self.mark(&html)
                html.text("Holdfast")
            }
            html.navigation(.aria("label", "Main"), .class("sections")) { html in
                html.element(.ul) { html in
                    item(.repositories, .repositories, "Repositories", &html)
                    item(.holds, .holds, "Holds", &html)
                    item(.graph, .graph, "Graph", &html)
                }
            }
            html.element(.div, .class("who")) { html in who(&html) }
        }
    }

    private func item(_ section: PageSection, _ link: Link, _ title: String, _ html: inout HTMLWriter) {
        html.element(.li) { html in
            let content = { (html: inout HTMLWriter) in
                html.text(title)
                guard section == .holds, visit.openHolds > 0 else { return }
                let isMore = visit.openHolds >= PageVisit.maximumHoldCount
                html.text(" ")
                html.element(.span, .class("count")) { html in
                    html.text("\(visit.openHolds)\(isMore ? "+" : "")")
                    html.element(.span, .class("unseen"), text: " open")
                }
            }
            if self.section == section {
                html.link(link, .aria("current", isTop ? "page" : "true"), body: content)
            } else {
                html.link(link, body: content)
            }
        }
    }

    /// Tells whether the page is what a link of the navigation leads to, not something below.
    private var isTop: Bool { crumbs.isEmpty }

    private func who(_ html: inout HTMLWriter) {
        switch visit.signIn {
        case .notNeeded: return
        case .signedOut:
            guard visit.route != .signIn else { return }
            html.link(.signIn(next: visit.address), text: "Sign in")
        case .signedIn(let user):
            html.element(.span) { html in
                html.element(.span, .class("unseen"), text: "Signed in as ")
                html.element(.span, .class("user"), text: user)
            }
            html.form(post: .signOut) { html in
                html.element(.button, .type("submit"), .class("plain"), text: "Sign out")
            }
        }
    }

    private func breadcrumbs(_ html: inout HTMLWriter) {
        guard !crumbs.isEmpty else { return }
        html.navigation(.aria("label", "Breadcrumb"), .class("crumbs")) { html in
            html.element(.ol) { html in
                for crumb in crumbs {
                    html.element(.li) { $0.link(crumb.link, text: crumb.title) }
                }
            }
        }
    }

    /// A hitch around a bar: the sign of the product.
    private static func mark(_ html: inout HTMLWriter) {
        html.element(
            .svg,
            .class("sign"),
            .shape(.viewBox, "0 0 24 24"),
            .aria("hidden", "true"),
            body: { html in
                html.element(.path, .shape(.d, "M3 12h18")) { _ in }
                html.element(.path, .shape(.d, "M7 20c0-9 10-7 10-16")) { _ in }
                html.element(.path, .shape(.d, "M17 20c0-9-10-7-10-16")) { _ in }
            }
        )
    }
}
