// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry

typealias Tag = OCIModel.Tag

extension OCIModel.Tag: ExpressibleByStringLiteral {
    init(stringLiteral text: String) {
        do throws(NameError) {
            self = try Tag(text)
        } catch {
            preconditionFailure("\(text): \(error)")
        }
    }
}

extension RepositoryName: ExpressibleByStringLiteral {
    init(stringLiteral text: String) {
        do throws(NameError) {
            self = try RepositoryName(text)
        } catch {
            preconditionFailure("\(text): \(error)")
        }
    }
}

extension RepositoryName {
    /// The repository most tests use.
    static let app: RepositoryName = "team/app"
}

extension AccessPolicy {
    /// Ann may do everything, Ben and Bea may push and delete, everyone else may pull.
    static let team = AccessPolicy(entries: [
        AccessEntry(subject: .users(["ann"]), can: Set(Right.allCases)),
        AccessEntry(subject: .users(["ben", "bea"]), can: [.pull, .push, .delete]),
        AccessEntry(subject: .everyone, can: [.pull]),
    ])
}

extension Caller {
    static let ann = Caller(user: "ann", access: .team)
    static let ben = Caller(user: "ben", address: "192.0.2.7", access: .team)
    static let bea = Caller(user: "bea", access: .team)
    static let eve = Caller(user: "eve", access: .team)
    static let nobody = Caller(user: nil, access: .team)
}

extension Digest {
    /// A well-formed digest of content that no test has.
    static let absent = Digest(algorithm: .sha256, hash: [UInt8](repeating: 0, count: 32))
}
