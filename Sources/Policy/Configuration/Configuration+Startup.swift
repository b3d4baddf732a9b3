// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension Configuration {
    /// Finds what makes a configuration unsafe or senseless to start with, though each part of it is well formed.
    ///
    /// - Returns: One message for a person for each problem, with what to write; empty: go ahead.
    public func startupProblems() -> [String] {
        [exposure, accessWithoutUsers, distinctWithoutUsers, anonymousRulers, unnamedRegistry].compactMap { $0 }
    }

    /// An address that others can reach, and nothing that keeps them out.
    private var exposure: String? {
        guard !listen.isLoopback, !insecure, users == nil || tls == nil else { return nil }
        let missing = [users == nil ? "users" : nil, tls == nil ? "TLS" : nil].compactMap { $0 }
            .joined(separator: " and no ")
        var steps: [String] = []
        if users == nil {
            steps.append(
                "create a user with \"holdfast user add NAME\" and set \"users: ./users\" in the configuration"
            )
        }
        if tls == nil { steps.append("set \"tls: {certificate: cert.pem, key: key.pem}\"") }
        return """
            \(listen) can be reached by other machines, and there are no \(missing). To start: \
            \(steps.joined(separator: ", and ")). Behind a proxy that does TLS, listen on 127.0.0.1 instead. \
            To run without protection all the same, set "insecure: true".
            """
    }

    private var accessWithoutUsers: String? {
        guard users == nil, !access.entries.isEmpty else { return nil }
        let names = access.entries.flatMap { entry in
            guard case .users(let names) = entry.subject else { return [String]() }
            return names
        }
        let about = names.isEmpty ? "" : " and names \(Set(names).sorted().prefix(5).joined(separator: ", "))"
        return """
            "access" says who may do what\(about), but there is no users file, so nobody can sign in. \
            Create a user with "holdfast user add NAME" and set "users: ./users", or remove "access".
            """
    }

    private var distinctWithoutUsers: String? {
        guard users == nil, approvalsDistinct == true else { return nil }
        return """
            "approvals: {distinct: true}" needs users: without them nobody can be told from the one who pushed, \
            and no hold could be approved. Set "users: ./users", or remove "approvals".
            """
    }

    /// Strangers who may decide or administer, on an address they can reach.
    private var anonymousRulers: String? {
        guard users != nil, !listen.isLoopback, !insecure else { return nil }
        let rights = access.entries.filter { $0.subject == .everyone }
            .reduce(into: Set<Right>()) { $0.formUnion($1.can) }
        let granted = [Right.approve, .admin].filter(rights.contains).map(\.rawValue)
        guard !granted.isEmpty else { return nil }
        return """
            "anonymous: true" may \(granted.joined(separator: " and ")), and \(listen) can be reached by other machines: \
            anybody there could decide holds or take over. Give these rights to named users, \
            or set "insecure: true" if that is meant.
            """
    }
}
