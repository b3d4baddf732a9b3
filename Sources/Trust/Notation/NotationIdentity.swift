// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import SwiftASN1
internal import X509

/// Whom a Notation trust policy trusts: parts of a certificate subject's name.
///
/// Written `x509.subject: C=DE, ST=HH, O=Example`; country, state and organization are required. A certificate matches
/// when it has every part, spelled the same. It may have more.
public struct NotationIdentity: Hashable, Sendable {
    /// The parts by their short names, such as `O`.
    public let parts: [String: String]

    static let prefix = "x509.subject"
    private static let required = ["C", "ST", "O"]
    /// The parts that names are made of, by the numbers that certificates call them.
    private static let names: [ASN1ObjectIdentifier: String] = [
        .RDNAttributeType.countryName: "C",
        .RDNAttributeType.stateOrProvinceName: "ST",
        .RDNAttributeType.localityName: "L",
        .RDNAttributeType.organizationName: "O",
        .RDNAttributeType.organizationalUnitName: "OU",
        .RDNAttributeType.commonName: "CN",
        .RDNAttributeType.streetAddress: "STREET",
        [2, 5, 4, 17]: "POSTALCODE",
        [2, 5, 4, 5]: "SERIALNUMBER",
    ]

    /// Reads an identity as it stands in a trust policy.
    ///
    /// - Throws: ``NotationError/policy(_:)`` that says what is missing.
    public init(_ text: String) throws(NotationError) {
        guard let colon = text.firstIndex(of: ":"), text[..<colon] == Self.prefix else {
            throw .policy("the identity \"\(text)\" is not written \(Self.prefix): C=…, ST=…, O=…")
        }
        let parts = try Self.parts(of: text[text.index(after: colon)...])
        for name in Self.required where parts[name] == nil {
            throw .policy(
                "the identity \"\(text)\" lacks \(name); country (C), state (ST) and organization (O) are required"
            )
        }
        self.parts = parts
    }

    /// The identity of a certificate's subject.
    ///
    /// - Throws: ``NotationError/certificates(_:)`` when a part appears twice, since it then stands for two names, or is
    ///   of a kind that trust policies cannot name.
    init(subjectOf certificate: NotationCertificate) throws(NotationError) {
        var parts: [String: String] = [:]
        for attribute in certificate.certificate.subject.flatMap({ Array($0) }) {
            // Parts of other kinds say more about the subject than a policy can ask; they take nothing away.
            guard let name = Self.names[attribute.type] else { continue }
            guard let value = String(attribute.value) else {
                throw .certificates("the \(name) of \(certificate.subject) is not text")
            }
            guard parts.updateValue(value, forKey: name) == nil else {
                throw .certificates("the subject \(certificate.subject) has two \(name), so no identity can match it")
            }
        }
        self.parts = parts
    }

    /// Tells whether every part of this identity is one of the other, byte for byte.
    func isPart(of other: NotationIdentity) -> Bool {
        parts.allSatisfy { name, value in other.parts[name]?.utf8.elementsEqual(value.utf8) ?? false }
    }

    /// The identity as trust policies write it, with the required parts that are there.
    var text: String {
        let order = ["C", "ST", "O"]
        let rest = parts.keys.filter { !order.contains($0) }.sorted()
        let written = (order + rest).compactMap { name in parts[name].map { "\(name)=\(Self.escape($0))" } }
        return "\(Self.prefix): " + written.joined(separator: ", ")
    }

    /// Tells whether country, state and organization are all there.
    var isComplete: Bool { Self.required.allSatisfy { parts[$0] != nil } }
}

// MARK: RFC 4514

extension NotationIdentity {
    private static let special: Set<Unicode.Scalar> = [",", "+", "\"", "\\", "<", ">", ";", "=", "#", " "]

    private static func escape(_ value: String) -> String {
        var text = String.UnicodeScalarView()
        let scalars = Array(value.unicodeScalars)
        for (place, scalar) in scalars.enumerated() {
            let isEdge = place == 0 || place == scalars.count - 1
            if special.contains(scalar), scalar != " " || isEdge { text.append("\\") }
            text.append(scalar)
        }
        return String(text)
    }

    private static func parts(of text: Substring) throws(NotationError) -> [String: String] {
        var parts: [String: String] = [:]
        for part in try split(text) {
            guard let sign = part.firstIndex(of: "=") else {
                throw .policy("\"\(part)\" in an identity is not written NAME=VALUE")
            }
            var name = trimmed(part[..<sign]).uppercased()
            if name == "S" { name = "ST" }
            guard names.values.contains(name) else {
                let known = names.values.sorted().joined(separator: ", ")
                throw .policy("an identity asks for \"\(name)\"; there are \(known)")
            }
            let value = try unescape(trimmed(part[part.index(after: sign)...]))
            guard !value.isEmpty else { throw .policy("the \(name) of an identity is empty") }
            guard parts.updateValue(value, forKey: name) == nil else {
                throw .policy("an identity has two \(name); one name stands for one party")
            }
        }
        return parts
    }

    /// Divides at commas that are not escaped.
    private static func split(_ text: Substring) throws(NotationError) -> [Substring] {
        var parts: [Substring] = []
        var start = text.startIndex
        var isEscaped = false
        for index in text.unicodeScalars.indices {
            let scalar = text.unicodeScalars[index]
            if isEscaped {
                isEscaped = false
                continue
            }
            switch scalar {
            case "\\": isEscaped = true
            case ",":
                parts.append(text[start..<index])
                start = text.unicodeScalars.index(after: index)
            case "+", ";", "\"", "<", ">":
                throw .policy("an identity holds \(scalar), which must be written \\\(scalar)")
            default: break
            }
        }
        return parts + [text[start...]]
    }

    /// Takes away blanks at both ends, but none that is escaped.
    private static func trimmed(_ text: Substring) -> Substring {
        var rest = text.drop { $0 == " " }
        while rest.last == " ", rest.dropLast().last != "\\" { rest.removeLast() }
        return rest
    }

    private static func unescape(_ text: Substring) throws(NotationError) -> String {
        guard text.first != "#" else { throw .policy("an identity's value is written as #, which is not read here") }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            guard let next = rest.first else { throw .policy("an identity ends in a backslash") }
            let digits = rest.prefix(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
            if digits.count == 2 {
                bytes.append(UInt8(digits[0] << 4 | digits[1]))
                rest.removeFirst(2)
            } else if special.contains(Unicode.Scalar(next)) {
                bytes.append(next)
                rest.removeFirst()
            } else {
                throw .policy("an identity escapes a character that needs no escape")
            }
        }
        guard let value = String(validating: bytes, as: UTF8.self) else {
            throw .policy("an identity's value is not UTF-8")
        }
        return value
    }
}
