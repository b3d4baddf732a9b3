// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import OCIModel

/// Keeps web pages of other sites from changing anything through a visitor's browser.
///
/// A browser says where a request comes from, in `Sec-Fetch-Site` or `Origin`; registry clients say nothing. Reads are
/// let through: other sites cannot see the answers, as no CORS header is ever sent.
enum CrossSiteGuard {
    static func check(_ request: HTTPRequest, baseURL: String) throws {
        guard request.method != .get, request.method != .head else { return }
        if let site = request.headerFields[.fetchSite], site != "same-origin", site != "none" {
            throw refusal("its Sec-Fetch-Site is \(site.prefix(20))")
        }
        if let origin = request.headerFields[.origin], origin.lowercased() != baseURL.lowercased() {
            throw refusal("its Origin is another site")
        }
    }

    /// Throws unless a state-changing call of the management API carries JSON, which a plain form cannot.
    static func requireJSON(_ fields: HTTPFields) throws {
        guard MediaType(contentType: fields[.contentType] ?? "").rawValue.lowercased() == "application/json" else {
            throw APIError(.unsupportedMediaType, .unsupported, "send this request with Content-Type: application/json")
        }
    }

    private static func refusal(_ why: String) -> APIError {
        APIError(
            .forbidden,
            .denied,
            "this request was sent by a web page of another site (\(why)); nothing was changed"
        )
    }
}
