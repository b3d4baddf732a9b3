// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Policy
import Trust

/// Keys from files.
enum KeyReading {
    /// Reads a private key as cosign keeps it, or as plain PKCS#8 or SEC1.
    static func signingKey(_ path: String) throws -> SigningKey {
        let text = try KeyFile.text(path)
        do {
            // A key in the open needs no password, so none is asked for.
            guard text.contains("BEGIN ENCRYPTED") else { return try SigningKey(importing: text) }
            return try SigningKey(pem: text, password: try KeyPassword.ofKey(path))
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(
                .usage,
                "the private key in \(path) cannot be used",
                cause: .own("\(error)"),
                advice: text.contains("PUBLIC KEY") ? "This is the public half; --key takes the other one." : nil
            )
        }
    }

    /// Reads a public key, or the public half of a private one.
    static func verificationKey(_ path: String) throws -> VerificationKey {
        let text = try KeyFile.text(path)
        guard !text.contains("PRIVATE KEY-----") else { return try signingKey(path).verificationKey }
        do {
            return try VerificationKey(pem: text)
        } catch {
            throw CommandFailure(.usage, "\(path) holds no public key that can be used", cause: .own("\(error)"))
        }
    }

    /// Reads a key that a configuration names, be it a public key or a certificate, and the text of its file.
    static func configured(_ file: TrustKeyFile) throws(CommandFailure) -> (key: VerificationKey, text: String) {
        let text: String
        do throws(ConfigurationError) {
            text = try file.read()
        } catch {
            throw CommandFailure(.usage, error.description)
        }
        do throws(KeyError) {
            return (try VerificationKey(publicKeyOrCertificate: text), text)
        } catch {
            throw CommandFailure(.usage, file.fault("cannot be used: \(error)").description)
        }
    }
}
