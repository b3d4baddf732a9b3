// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy

/// One scope of the Docker token flow, such as `repository:team/app:pull,push`.
///
/// See <https://distribution.github.io/distribution/spec/auth/scope/>.
struct TokenScope: Hashable {
    enum Resource: Hashable {
        case repository(RepositoryName)
        /// `registry:catalog:*`.
        case catalog
    }

    let resource: Resource
    let rights: Set<Right>
    /// Whether it lets an approver look at what waits for a decision; a client that asks for it is not heard.
    var readsHeld = false

    /// Reads a scope; nil for kinds and names this registry does not have, which are simply not granted.
    init?(_ text: some StringProtocol) {
        guard let first = text.firstIndex(of: ":"), let last = text.lastIndex(of: ":"), first < last else { return nil }
        let kind = text[..<first].prefix { $0 != "(" }
        let name = text[text.index(after: first)..<last]
        switch (kind, name) {
        case ("repository", _):
            // Losing the reason is right: a scope is never an error, it is just not granted.
            guard let name = try? RepositoryName(name) else { return nil }
            self.resource = .repository(name)
        case ("registry", "catalog"):
            self.resource = .catalog
        default:
            return nil
        }
        let actions = text[text.index(after: last)...].split(separator: ",")
        self.readsHeld = actions.contains { $0 == Self.readHeld }
        self.rights = actions.reduce(into: []) { rights, action in
            switch action {
            case "pull": rights.insert(.pull)
            case "push": rights.insert(.push)
            case "delete": rights.insert(.delete)
            case "*": rights.formUnion([.pull, .push, .delete])
            default: break
            }
        }
    }

    init(_ resource: Resource, _ rights: Set<Right>) {
        self.resource = resource
        self.rights = rights
    }

    var type: String {
        switch resource {
        case .repository: "repository"
        case .catalog: "registry"
        }
    }

    var name: String {
        switch resource {
        case .repository(let name): name.rawValue
        case .catalog: "catalog"
        }
    }

    /// The actions in the words of the token flow.
    var actions: [String] {
        if resource == .catalog { return ["*"] }
        let names = [Right.pull, .push, .delete].filter(rights.contains).map(\.rawValue)
        return readsHeld ? names + [Self.readHeld] : names
    }

    private static let readHeld = "read-held"
}

extension TokenScope: CustomStringConvertible {
    var description: String { "\(type):\(name):\(actions.joined(separator: ","))" }
}
