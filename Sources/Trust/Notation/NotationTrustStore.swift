// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// The certificates that Notation trusts, in named stores.
///
/// On disk a store is a directory `x509/KIND/NAME` of files that end in `.pem`, `.crt` or `.cer`. Reading them is the
/// caller's work: it hands over each file's bytes.
public struct NotationTrustStore: Sendable {
    /// What a store's certificates are trusted for.
    public enum Kind: String, CaseIterable, Sendable {
        /// Authorities that issue certificates to signers.
        case authority = "ca"
        /// Services that sign for others and are trusted with the time.
        case signingAuthority
        /// Authorities that vouch for the time.
        case timestampAuthority = "tsa"
    }

    /// A store's kind and name, such as `ca:release`.
    public struct Name: Hashable, Sendable {
        /// What its certificates are trusted for.
        public let kind: Kind
        /// The name of its directory.
        public let name: String

        /// Reads a kind and a name, divided by a colon; anything else gives nil.
        public init?(_ text: some StringProtocol) {
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let kind = Kind(rawValue: String(parts[0])) else { return nil }
            self.init(kind: kind, name: String(parts[1]))
        }

        /// Creates the name of a store; letters, digits, `.`, `_` and `-` alone are allowed.
        public init?(kind: Kind, name: String) {
            let isPlain = name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
            guard isPlain, !name.isEmpty, name != ".", name != "..", name.utf8.count <= 255 else { return nil }
            self.kind = kind
            self.name = name
        }

        /// The kind and the name, divided by a colon.
        public var rawValue: String { "\(kind.rawValue):\(name)" }
    }

    /// The most certificates that all stores hold together.
    public static let maximumCount = 1_000

    private var certificates: [Name: [NotationCertificate]] = [:]
    private var count = 0

    /// Creates a store that trusts nobody.
    public init() {}

    /// Tells whether a file's name is one that Notation reads.
    public static func isCertificateFile(_ name: String) -> Bool {
        [".pem", ".crt", ".cer"].contains { name.hasSuffix($0) }
    }

    /// Adds the certificates of one file.
    ///
    /// - Parameters:
    ///   - bytes: The file: PEM with one or more certificates, or one certificate as DER.
    ///   - file: What messages call the file.
    ///   - name: The store that the file belongs to.
    /// - Throws: ``NotationError/store(_:)`` for a file that holds anything but authorities and certificates that
    ///   signed themselves: a mere signer's certificate must not be trusted to stand for others.
    public mutating func add(_ bytes: [UInt8], file: String, to name: Name) throws(NotationError) {
        let added: [NotationCertificate]
        do throws(NotationError) {
            let isText = bytes.first != 0x30
            added =
                isText
                ? try NotationCertificate.certificates(pem: String(decoding: bytes, as: UTF8.self))
                : [try NotationCertificate(bytes)]
        } catch {
            throw .store("\(file) of \(name.rawValue): \(error)")
        }
        for certificate in added where !certificate.isSelfSigned {
            do throws(NotationError) {
                try certificate.checkAuthority(authoritiesBelow: 0)
            } catch {
                throw .store("\(file) of \(name.rawValue) is neither an authority's nor signed by itself: \(error)")
            }
        }
        guard count + added.count <= Self.maximumCount else {
            throw .store("it holds more than \(Self.maximumCount) certificates")
        }
        count += added.count
        certificates[name, default: []] += added
    }

    /// The certificates of a store; none for one that is not there.
    public func certificates(in name: Name) -> [NotationCertificate] { certificates[name] ?? [] }
}
