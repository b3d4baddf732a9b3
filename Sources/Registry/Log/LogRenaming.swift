// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Logging
internal import OCIModel
internal import Storage
internal import TagLog

/// Signs the logs anew that were signed while the registry had another name, so that checkpoint and key of a log agree.
///
/// The tree stays what it is: a registry that gets its old name back has its old logs again. Whoever remembers a log of
/// the old name cannot tell this from a log that was put in its place, and is not spared to find out.
struct LogRenaming {
    let metadata: any MetadataStore
    let identity: LogIdentity
    let log: Logger

    private static let page = 500

    func run() async throws {
        var names: [String: Int] = [:]
        var last: RepositoryName?
        while true {
            let position = last
            let page = try await metadata.read { try $0.repositories(after: position, limit: Self.page).map(\.name) }
            let foreign = try await metadata.read { store in
                try page.filter { name in
                    try store.logHead(of: name).map { !identity.names($0.checkpoint, as: name) } ?? false
                }
            }
            if !foreign.isEmpty {
                let renamed = try await metadata.write { store in try foreign.map { try rename($0, store) } }
                for (repository, name) in zip(foreign, renamed) {
                    if let name { names[name, default: 0] += 1 } else { complain(about: repository) }
                }
            }
            guard page.count == Self.page else { break }
            last = page.last
        }
        try await metadata.write { [identity] in try identity.keepName(in: $0) }
        for (name, count) in names.sorted(by: { $0.key < $1.key }) { tell(name, count) }
    }

    /// Signs one log under the name of now.
    ///
    /// - Returns: The name that it had; nil when the registry never signed it so, and it stays as it is: what somebody else
    ///   put there must not be signed.
    private func rename(_ repository: RepositoryName, _ store: any MetadataWriter) throws -> String? {
        guard let head = try store.logHead(of: repository), let tree = head.tree,
            let name = identity.name(signing: head, tree, of: repository)
        else { return nil }
        try store.putLogHead(identity.head(of: repository, tree, policy: head.policy), of: repository)
        return name
    }

    private func tell(_ name: String, _ count: Int) {
        log.warning(
            """
            the registry's name has changed, and its tag logs with it: commands that remember a log end with exit status 6 \
            until they forget it; the old name brings the old logs back
            """,
            metadata: ["before": "\(name)", "now": "\(identity.name)", "repositories": "\(count)"]
        )
    }

    private func complain(about repository: RepositoryName) {
        log.error(
            "the checkpoint of a tag log is none that this registry signed; it is left as it is, and nothing is stored there; restore the data from a backup",
            metadata: ["repository": "\(repository)"]
        )
    }
}
