// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Tells what looks like a secret by its name or its form.
///
/// It errs towards hiding: what is named like a secret and has a value is taken for one. A value that only points to a
/// secret, such as the path of a file, is not.
enum SecretPattern {
    /// Tells whether a named value is a secret.
    static func isSecret(name: String, value: String) -> Bool {
        guard !value.isEmpty else { return false }
        return kind(of: value) != nil || (isSecretName(name) && !isReference(value))
    }

    /// The kind of secret that a text holds by its form, if it holds one.
    static func kind(of text: String) -> String? {
        let bytes = Array(text.utf8)
        for (start, _) in bytes.enumerated() {
            // A key's prefix counts at the start of a word only.
            if start > 0, isWord(bytes[start - 1]) { continue }
            let rest = bytes[start...]
            if let form = forms.first(where: { $0.matches(rest) }) { return form.name }
        }
        return hasPasswordInURL(text) ? "password in a URL" : nil
    }

    /// Tells whether a variable of this name holds a secret.
    static func isSecretName(_ name: String) -> Bool {
        let upper = name.uppercased()
        if upper.hasSuffix("_FILE") || upper.hasSuffix("_PATH") || upper.contains("PUBLIC") { return false }
        return secretWords.contains { upper.contains($0) }
            || upper.split(whereSeparator: { $0 == "_" || $0 == "-" || $0 == "." }).contains("PAT")
    }

    private static let secretWords = [
        "PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "_TOKEN", "-TOKEN", ".TOKEN", "API_KEY", "APIKEY", "ACCESS_KEY",
        "PRIVATE_KEY", "CREDENTIAL", "AUTH_KEY", "ENCRYPTION_KEY", "SIGNING_KEY",
    ]

    /// Tells whether a value says where a secret is, or nothing: a path, a variable, a switch.
    private static func isReference(_ value: String) -> Bool {
        value.hasPrefix("/") || value.hasPrefix("$") || ["true", "false", "0", "1", "no", "yes"].contains(value)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
            || byte == UInt8(ascii: "_")
    }

    /// Tells whether text has the form `scheme://user:password@host`.
    private static func hasPasswordInURL(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        while let colon = rest.firstIndex(of: UInt8(ascii: ":")) {
            rest = rest[(colon + 1)...]
            guard rest.starts(with: "//".utf8) else { continue }
            let authority = rest.dropFirst(2).prefix { !"/ ?#\"'".utf8.contains($0) }
            guard let at = authority.lastIndex(of: UInt8(ascii: "@")),
                let separator = authority[..<at].firstIndex(of: UInt8(ascii: ":"))
            else { continue }
            let password = authority[(separator + 1)..<at]
            if !password.isEmpty, password.first != UInt8(ascii: "$") { return true }
        }
        return false
    }
}

extension SecretPattern {
    /// A form that keys of one kind have: a prefix, then enough bytes of a word.
    private struct Form {
        let name: String
        let prefix: [UInt8]
        let length: Int

        init(_ name: String, _ prefix: String, _ length: Int) {
            self.name = name
            self.prefix = Array(prefix.utf8)
            self.length = length
        }

        func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
            guard bytes.starts(with: prefix) else { return false }
            let rest = bytes.dropFirst(prefix.count).prefix(length)
            return rest.count == length && rest.allSatisfy { isWord($0) || $0 == UInt8(ascii: "-") }
        }
    }

    private static let forms = [
        Form("AWS access key", "AKIA", 16), Form("AWS access key", "ASIA", 16),
        Form("GitHub token", "ghp_", 30), Form("GitHub token", "gho_", 30), Form("GitHub token", "ghs_", 30),
        Form("GitHub token", "ghu_", 30), Form("GitHub token", "ghr_", 30), Form("GitHub token", "github_pat_", 40),
        Form("GitLab token", "glpat-", 20), Form("Slack token", "xoxb-", 20), Form("Slack token", "xoxp-", 20),
        Form("Google API key", "AIza", 35), Form("Stripe key", "sk_live_", 20), Form("npm token", "npm_", 30),
        Form("PyPI token", "pypi-", 40), Form("Docker Hub token", "dckr_pat_", 20),
        Form("Hugging Face token", "hf_", 30), Form("Anthropic key", "sk-ant-", 20),
        Form("age key", "AGE-SECRET-KEY-", 20),
        Form("private key", "-----BEGIN PRIVATE KEY", 0), Form("private key", "-----BEGIN RSA PRIVATE KEY", 0),
        Form("private key", "-----BEGIN EC PRIVATE KEY", 0), Form("private key", "-----BEGIN DSA PRIVATE KEY", 0),
        Form("private key", "-----BEGIN OPENSSH PRIVATE KEY", 0),
        Form("private key", "-----BEGIN ENCRYPTED PRIVATE KEY", 0),
        Form("private key", "-----BEGIN PGP PRIVATE KEY", 0),
    ]
}
