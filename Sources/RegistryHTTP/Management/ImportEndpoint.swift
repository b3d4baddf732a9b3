// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import OCIModel
internal import Policy
internal import Registry

/// `POST /api/v1/import/dct`: what tags meant by Docker Content Trust, written into the history.
struct ImportEndpoint {
    /// The most bytes of a request.
    private static let bodyLimit = 16 << 20

    let registry: Registry

    func respond(to exchange: Exchange) async throws -> Response {
        guard exchange.method == .post else { throw APIError.methodNotAllowed(exchange.method) }
        // Nobody else may make the server read so much.
        try exchange.caller.require(.admin, in: nil)
        try CrossSiteGuard.requireJSON(exchange.fields)
        let body = try await exchange.body(upTo: Self.bodyLimit, "the import")
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: Array(body.readableBytesView))
        } catch {
            throw APIError(.badRequest, .unsupported, "the request's body is not valid JSON: \(error)")
        }
        let result = try await registry.importContentTrust(try Self.order(json), by: exchange.caller)
        return .document(ContentTrustImportDocument(result).json)
    }
}

// MARK: What the body says

extension ImportEndpoint {
    private static func order(_ json: JSONValue) throws -> ContentTrustImport {
        guard let name = json["repository"]?.string, let place = json["source"]?.string,
            let entries = json["entries"]?.array
        else { throw fault("it needs repository, source and entries") }
        guard entries.count <= ContentTrustImport.mostEntries else {
            throw fault("it has more than \(ContentTrustImport.mostEntries) entries")
        }
        let repository: RepositoryName
        do throws(NameError) {
            repository = try RepositoryName(name)
        } catch {
            throw APIError(.badRequest, .nameInvalid, "repository is not the name of one: \(error)")
        }
        guard let source = ContentTrustImport.Source(place) else {
            throw fault("source is not dct:HOST/REPOSITORY", .nameInvalid)
        }
        let freshness: ContentTrustImport.Freshness
        switch json["expired"] {
        case nil, .null?, .bool(false)?: freshness = .valid
        case .bool(true)?: freshness = .expired
        default: throw fault("expired must be true or false")
        }
        return ContentTrustImport(
            repository: repository,
            source: source,
            entries: try entries.enumerated().map { try entry($1, at: $0) },
            freshness: freshness
        )
    }

    private static func entry(_ json: JSONValue, at position: Int) throws -> ContentTrustImport.Entry {
        guard let tag = json["tag"]?.string, let digest = json["digest"]?.string,
            case .integer(let size)? = json["size"], case .integer(let version)? = json["version"],
            let expires = json["expires"]?.string.flatMap({ Timestamp($0) })
        else { throw fault("entry \(position) lacks its tag, digest, size, version or expires") }
        guard size >= 0 else { throw fault("the size of entry \(position) is less than nothing", .sizeInvalid) }
        do {
            return ContentTrustImport.Entry(
                tag: try Tag(tag),
                digest: try Digest(digest),
                size: size,
                version: version,
                expires: expires,
                roles: try texts(json["roles"], "roles", position),
                signers: try texts(json["signers"], "signers", position)
            )
        } catch let error as NameError {
            throw fault("the tag of entry \(position) is none: \(error)", .nameInvalid)
        } catch let error as DigestError {
            throw fault("the digest of entry \(position) is none: \(error)", .digestInvalid)
        }
    }

    private static func texts(_ json: JSONValue?, _ name: String, _ position: Int) throws -> [String] {
        guard let elements = json?.array, case let texts = elements.compactMap(\.string), texts.count == elements.count
        else { throw fault("\(name) of entry \(position) is no list of texts") }
        return texts
    }

    private static func fault(_ reason: String, _ code: RegistryErrorCode = .unsupported) -> APIError {
        APIError(.badRequest, code, "the import cannot be read: \(reason)")
    }
}
