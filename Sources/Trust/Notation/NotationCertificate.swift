// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
internal import SwiftASN1
internal import X509

/// A certificate of a Notation signature or trust store, with its bytes.
public struct NotationCertificate: Sendable {
    /// The most bytes a certificate may have.
    public static let maximumSize = 1 << 16

    /// The certificate as DER.
    public let bytes: [UInt8]
    /// Whom the certificate is for, as RFC 4514 writes names.
    public let subject: String
    /// The first moment at which the certificate is valid.
    public let notBefore: Timestamp
    /// The last moment at which the certificate is valid.
    public let notAfter: Timestamp
    /// The SHA-256 of the public key's SubjectPublicKeyInfo, by which logs call the key.
    public let keyFingerprint: Digest

    let certificate: Certificate

    /// Reads a certificate.
    ///
    /// - Throws: ``NotationError/certificates(_:)``.
    public init(_ bytes: [UInt8]) throws(NotationError) {
        guard bytes.count <= Self.maximumSize else {
            throw .certificates("one has more than \(Self.maximumSize) bytes")
        }
        do {
            self.certificate = try Certificate(derEncoded: bytes)
            self.keyFingerprint = Digest(sha256Of: try certificate.publicKey.serializeAsPEM().derBytes)
            (self.notBefore, self.notAfter) = try Self.validity(of: certificate.tbsCertificateBytes)
        } catch {
            throw .certificates("one cannot be read: \(error)")
        }
        self.bytes = bytes
        self.subject = "\(certificate.subject)"
    }

    /// The SHA-256 of the certificate, by which Notation calls it.
    public var thumbprint: Digest { Digest(sha256Of: bytes) }

    /// Tells whether the certificate is valid at a moment.
    public func isValid(at time: Timestamp) -> Bool { notBefore <= time && time <= notAfter }

    /// Tells whether the certificate's own key signed it.
    var isSelfSigned: Bool { isIssued(by: self) }

    /// Tells whether another certificate names itself as the issuer of this one and its key made the signature.
    func isIssued(by issuer: NotationCertificate) -> Bool {
        certificate.issuer == issuer.certificate.subject
            && issuer.certificate.publicKey.isValidSignature(certificate.signature, for: certificate)
    }

    /// Tells whether the certificate says where its revocation would be made known.
    var namesRevocationService: Bool {
        let places: [ASN1ObjectIdentifier] = [
            [1, 3, 6, 1, 5, 5, 7, 1, 1],  // authority information access, which names OCSP responders
            [2, 5, 29, 31],  // CRL distribution points
        ]
        return places.contains { certificate.extensions[oid: $0] != nil }
    }
}

extension NotationCertificate {
    /// Reads the validity (RFC 5280, section 4.1.2.5).
    private static func validity(of bytes: ArraySlice<UInt8>) throws -> (Timestamp, Timestamp) {
        let fields = try DER.sequence(try DER.parse(bytes), identifier: .sequence) { Self.all(&$0) }
        // The version is there in version 2 and 3 only, and stands before the four fields that are always there.
        let hasVersion = fields.first?.identifier == ASN1Identifier(tagWithNumber: 0, tagClass: .contextSpecific)
        let place = hasVersion ? 4 : 3
        guard fields.indices.contains(place) else { throw NotationError.certificates("it has no validity") }
        let times = try DER.sequence(fields[place], identifier: .sequence) { Self.all(&$0) }
        guard times.count == 2 else { throw NotationError.certificates("its validity is not two times") }
        return (try time(times[0]), try time(times[1]))
    }

    private static func all(_ nodes: inout ASN1NodeCollection.Iterator) -> [ASN1Node] {
        var all: [ASN1Node] = []
        while let node = nodes.next() { all.append(node) }
        return all
    }

    private static func time(_ node: ASN1Node) throws -> Timestamp {
        let numbers: [Int]
        if node.identifier == .utcTime {
            let time = try UTCTime(derEncoded: node)
            numbers = [time.year, time.month, time.day, time.hours, time.minutes, time.seconds]
        } else {
            let time = try GeneralizedTime(derEncoded: node)
            numbers = [time.year, time.month, time.day, time.hours, time.minutes, time.seconds]
        }
        let texts = numbers.enumerated().map { place, number in
            let digits = String(number)
            return String(repeating: "0", count: max(0, (place == 0 ? 4 : 2) - digits.utf8.count)) + digits
        }
        let text = texts[..<3].joined(separator: "-") + "T" + texts[3...].joined(separator: ":") + "Z"
        guard let time = Timestamp(text) else { throw NotationError.certificates("\(text) is no time") }
        return time
    }
}
