// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension RegistryOptions {
    /// Reads the files that the options name, so that what is wrong with one is known before a request needs it.
    ///
    /// Helpers that hold logins are not run.
    ///
    /// - Throws: ``CredentialError``, ``ClientError`` with the code `file`.
    public func checkFiles() throws {
        try credentialFiles.check()
        if let authorityFile { _ = try AuthorityFile.certificates(of: authorityFile) }
    }
}
