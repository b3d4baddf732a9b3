// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import OCIModel
internal import Policy

extension Route {
    /// The repository a request is about and what in it, for the log.
    var subject: (repository: String, reference: String?)? {
        switch self {
        case .manifest(let repository, let reference): (repository, reference)
        case .blob(let repository, let digest): (repository, digest)
        case .uploads(let repository): (repository, nil)
        case .upload(let repository, let id): (repository, id)
        case .tags(let repository): (repository, nil)
        case .tagHistory(let repository, let tag): (repository, tag)
        case .referrers(let repository, let digest): (repository, digest)
        case .log(let repository, .proof(let tag)): (repository, tag)
        case .log(let repository, _): (repository, nil)
        case .extensions(let repository?): (repository, nil)
        default: nil
        }
    }

    /// What a token must be for, to do this.
    func scope(for method: HTTPRequest.Method) -> TokenScope? {
        if self == .catalog { return TokenScope(.catalog, [.pull]) }
        // A name that is not valid is refused by the handler; no token is needed for that.
        guard let (repository, _) = subject, let name = try? RepositoryName(repository) else { return nil }
        switch method {
        case .get, .head:
            if case .upload = self { return TokenScope(.repository(name), [.pull, .push]) }
            return TokenScope(.repository(name), [.pull])
        case .delete:
            if case .upload = self { return TokenScope(.repository(name), [.pull, .push]) }
            return TokenScope(.repository(name), [.delete])
        default: return TokenScope(.repository(name), [.pull, .push])
        }
    }
}
