// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Crypto
import Foundation
import OCIModel
import SwiftASN1
import X509

/// A certificate with its private key, as tests make them.
struct MadeCertificate: Sendable {
    let key: P256.Signing.PrivateKey
    let certificate: Certificate

    var der: [UInt8] {
        get throws {
            var serializer = DER.Serializer()
            try serializer.serialize(certificate)
            return serializer.serializedBytes
        }
    }

    var pem: String { get throws { try certificate.serializeAsPEM().pemString + "\n" } }
}

/// What a certificate shall say; the defaults make a signer that Notation allows.
struct CertificateWish {
    var organization = "Example"
    var name = "Publisher"
    var state: String? = "HH"
    var constraints: BasicConstraints? = .notCertificateAuthority
    var areConstraintsCritical = true
    var usage: KeyUsage? = KeyUsage(digitalSignature: true)
    var isUsageCritical = true
    var purposes: [ExtendedKeyUsage.Usage] = [.codeSigning]
    var notBefore = "2026-01-01T00:00:00Z"
    var notAfter = "2027-01-01T00:00:00Z"
    var more: [Certificate.Extension] = []
    var secondOrganization: String?

    static func authority(_ name: String, pathLength: Int? = nil) -> CertificateWish {
        var wish = CertificateWish()
        wish.name = name
        wish.constraints = .isCertificateAuthority(maxPathLength: pathLength)
        wish.usage = KeyUsage(keyCertSign: true)
        wish.purposes = []
        return wish
    }

    /// Makes the certificate; without an issuer it signs itself.
    func made(by issuer: MadeCertificate? = nil) throws -> MadeCertificate {
        let key = P256.Signing.PrivateKey()
        let subject = try subject
        var extensions: [Certificate.Extension] = more
        if let constraints { extensions.append(try .init(constraints, critical: areConstraintsCritical)) }
        if let usage { extensions.append(try .init(usage, critical: isUsageCritical)) }
        if !purposes.isEmpty { extensions.append(try .init(ExtendedKeyUsage(purposes), critical: false)) }
        let certificate = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(bytes: [1, 2, 3]),
            publicKey: .init(key.publicKey),
            notValidBefore: Self.date(notBefore),
            notValidAfter: Self.date(notAfter),
            issuer: issuer?.certificate.subject ?? subject,
            subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions(extensions),
            issuerPrivateKey: .init(issuer?.key ?? key)
        )
        return MadeCertificate(key: key, certificate: certificate)
    }

    private var subject: DistinguishedName {
        get throws {
            var attributes: [RelativeDistinguishedName.Attribute] = [
                .init(type: .RDNAttributeType.countryName, utf8String: "DE"),
                .init(type: .RDNAttributeType.organizationName, utf8String: organization),
                .init(type: .RDNAttributeType.commonName, utf8String: name),
            ]
            if let state { attributes.append(.init(type: .RDNAttributeType.stateOrProvinceName, utf8String: state)) }
            if let secondOrganization {
                attributes.append(.init(type: .RDNAttributeType.organizationName, utf8String: secondOrganization))
            }
            return try DistinguishedName(attributes)
        }
    }

    private static func date(_ text: String) -> Date {
        Date(timeIntervalSince1970: Double(Timestamp(text)?.seconds ?? 0))
    }
}
