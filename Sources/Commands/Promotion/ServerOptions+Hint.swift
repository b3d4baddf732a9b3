// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

extension ServerOptions {
    /// What a command that is printed needs behind it to be about the same server, such as
    /// ` --server https://registry.example.com`; empty when it is about that server anyway.
    func hint(for reference: Reference) -> String {
        guard reference.host != nil || server != nil,
            // Losing the error is right: what named the server when it was asked names it now.
            let address = try? namedAddress(host: reference.host)
        else { return "" }
        return " --server \(address.url)" + (plainHTTP ? " --plain-http" : "")
    }
}
