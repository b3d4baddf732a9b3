// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Who carries out administration: a server, or this process on the data itself.
enum AdministrationTarget {
    case remote(RemoteAdministration)
    case local(LocalAdministration)

    /// The users.
    var users: any UserAdministration {
        switch self {
        case .remote(let remote): remote
        case .local(let local): local
        }
    }

    /// The tokens.
    func tokens() throws(CommandFailure) -> any TokenAdministration {
        switch self {
        case .remote(let remote): return remote
        case .local(let local):
            try local.requireDirectory()
            return local
        }
    }

    /// The upkeep of the storage.
    func maintenance() throws(CommandFailure) -> any Maintenance {
        switch self {
        case .remote(let remote): return remote
        case .local(let local):
            try local.requireDirectory()
            return local
        }
    }
}
