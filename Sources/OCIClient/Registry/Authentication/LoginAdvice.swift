// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What to do when a login is missing or wrong.
enum LoginAdvice {
    static func text(registry: RegistryAddress, notes: [String]) -> String {
        let advice = "Log in with `docker login` or `podman login` to \(registry), or give --creds"
        return notes.isEmpty ? "\(advice)." : "\(advice); \(notes.joined(separator: "; "))."
    }
}
