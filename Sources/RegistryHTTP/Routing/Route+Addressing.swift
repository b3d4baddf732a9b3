// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension Route {
    /// The same request about another repository; a request that is about none stays as it is.
    func about(_ repository: String) -> Route {
        switch self {
        case .manifest(_, let reference): .manifest(repository: repository, reference: reference)
        case .blob(_, let digest): .blob(repository: repository, digest: digest)
        case .uploads: .uploads(repository: repository)
        case .upload(_, let id): .upload(repository: repository, id: id)
        case .tags: .tags(repository: repository)
        case .tagHistory(_, let tag): .tagHistory(repository: repository, tag: tag)
        case .referrers(_, let digest): .referrers(repository: repository, digest: digest)
        case .log(_, let path): .log(repository: repository, path)
        case .extensions(.some): .extensions(repository: repository)
        default: self
        }
    }
}
