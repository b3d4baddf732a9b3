// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// What differs between two lists of `NAME=value`, variable by variable.
///
/// Of a name that appears twice the last value counts, as for a running program. The order says nothing.
struct EnvironmentComparison {
    let differences: [ConfigDifference]

    init(_ old: [String], _ new: [String]) {
        let before = Self.variables(old)
        let after = Self.variables(new)
        self.differences = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted().map { name in
            ConfigDifference(
                field: .environment,
                from: before[name].map { Self.shown(name, $0) },
                to: after[name].map { Self.shown(name, $0) },
                severity: Self.severity(of: name)
            )
        }
    }

    /// Variables that decide which code is run or whom a program talks to.
    static func severity(of name: String) -> Severity {
        let upper = name.uppercased()
        let decides = decisive.contains(upper) || upper.hasPrefix("LD_") || upper.hasSuffix("_PROXY")
        return decides ? .high : .medium
    }

    private static let decisive: Set<String> = [
        "PATH", "BASH_ENV", "ENV", "PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "NODE_OPTIONS", "NODE_PATH",
        "NODE_EXTRA_CA_CERTS", "PERL5LIB", "PERL5OPT", "RUBYLIB", "RUBYOPT", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS",
        "JDK_JAVA_OPTIONS", "CLASSPATH", "GCONV_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE",
        "CURL_CA_BUNDLE", "GIT_SSH_COMMAND", "PIP_INDEX_URL", "NPM_CONFIG_REGISTRY", "GODEBUG",
    ]

    private static func variables(_ environment: [String]) -> [String: String?] {
        var variables: [String: String?] = [:]
        for variable in environment {
            let name = variable.prefix { $0 != "=" }
            // A variable without a value is one that the engine takes from its own surroundings.
            let value = name.endIndex < variable.endIndex ? String(variable[name.endIndex...].dropFirst()) : nil
            variables.updateValue(value, forKey: String(name))
        }
        return variables
    }

    private static func shown(_ name: String, _ value: String?) -> String {
        guard let value else { return name }
        return SecretPattern.isSecret(name: name, value: value) ? "\(name)=\(SecretText.mark)" : "\(name)=\(value)"
    }
}
