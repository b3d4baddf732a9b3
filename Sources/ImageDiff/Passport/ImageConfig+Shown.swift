// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

extension ImageConfig.Execution {
    /// The variables as `NAME=value` with the values hidden that look like secrets: `TOKEN=(hidden)`.
    public var shownEnvironment: [String] {
        environment.map { variable in
            let name = String(variable.prefix { $0 != "=" })
            let value = String(variable.dropFirst(name.count + 1))
            return SecretPattern.isSecret(name: name, value: value) ? "\(name)=(hidden)" : variable
        }
    }
}
