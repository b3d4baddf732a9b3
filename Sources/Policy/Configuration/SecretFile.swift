// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The file of a secret, and where the configuration names it.
public struct SecretFile: Hashable, Sendable {
    /// The file's path.
    public let path: String
    private let configuration: String
    private let line: Int
    private let column: Int

    init(path: String, configuration: String, place: Place) {
        self.path = path
        self.configuration = configuration
        self.line = place.line
        self.column = place.column
    }

    /// The most bytes of the file.
    static let maximumSize = 4_096

    /// Reads the secret.
    ///
    /// - Returns: The secret, and what is doubtful about its file, in words.
    /// - Throws: ``ConfigurationError`` at the place in the configuration that names the file; it shows nothing of the
    ///   secret.
    public func read() throws(ConfigurationError) -> (secret: WebhookSecret, warning: String?) {
        let contents: (bytes: [UInt8], isShared: Bool)
        do throws(FileFault) {
            contents = (try TextFile.read(path, limit: Self.maximumSize), try TextFile.isShared(path))
        } catch {
            throw fault("the secret \(path) cannot be read: \(error)")
        }
        do throws(WebhookSecretError) {
            let secret = try WebhookSecret(contents.bytes)
            let advice = "the secret \(path) can be read by other users of this machine; run: chmod 600 \(path)"
            return (secret, contents.isShared ? advice : nil)
        } catch {
            throw fault("the secret \(path) cannot be used: \(error)")
        }
    }

    private func fault(_ message: String) -> ConfigurationError {
        ConfigurationError(file: configuration, place: Place(line: line, column: column), message: message)
    }
}

extension Configuration {
    /// Reads the secrets of the webhooks that have one, by the webhooks' identities.
    ///
    /// - Returns: The secrets, and what is doubtful about their files.
    /// - Throws: ``ConfigurationErrors`` with everything that is wrong.
    public func webhookSecrets() throws -> (secrets: [String: WebhookSecret], warnings: [String]) {
        var secrets: [String: WebhookSecret] = [:]
        var warnings: [String] = []
        var errors: [ConfigurationError] = []
        for webhook in webhooks {
            guard let file = webhook.secret else { continue }
            do throws(ConfigurationError) {
                let (secret, warning) = try file.read()
                secrets[webhook.identity] = secret
                if let warning, !warnings.contains(warning) { warnings.append(warning) }
            } catch {
                errors.append(error)
            }
        }
        guard errors.isEmpty else { throw ConfigurationErrors(errors) }
        return (secrets, warnings)
    }
}
