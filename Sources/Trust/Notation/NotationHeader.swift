// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What a Notation envelope's signed header says.
public struct NotationHeader: Hashable, Sendable {
    /// Who answers for the time of signing.
    public enum Scheme: String, Sendable {
        /// The signer, who may write any time.
        case signer = "notary.x509"
        /// An authority that signs for others and is trusted with the time too.
        case authority = "notary.x509.signingAuthority"
    }

    /// The algorithm of the signature.
    public let algorithm: NotationAlgorithm
    /// Who answers for the time of signing.
    public let scheme: Scheme
    /// The time of signing, as claimed by whom ``scheme`` names.
    public let signingTime: Timestamp
    /// The time after which the signature is not to be taken.
    public let expiry: Timestamp?

    static let prefix = "io.cncf.notary."
    static let payloadType = "application/vnd.cncf.notary.payload.v1+json"

    /// Reads the bytes that the member `protected` holds.
    ///
    /// - Throws: ``NotationError/envelope(_:)``, also for a header that must be understood and is not.
    public init(parsing bytes: [UInt8]) throws(NotationError) {
        guard let members = try NotationEnvelope.json(bytes, name: "the signed header").object else {
            throw .envelope("its signed header is not a JSON object")
        }
        guard let name = members["alg"]?.string, let algorithm = NotationAlgorithm(rawValue: name) else {
            throw .envelope("its algorithm is none of PS256, PS384, PS512, ES256, ES384 and ES512")
        }
        guard members["cty"]?.string == Self.payloadType else {
            throw .envelope("its content is not of type \(Self.payloadType)")
        }
        guard let scheme = members[Self.prefix + "signingScheme"]?.string.flatMap(Scheme.init(rawValue:)) else {
            throw .envelope("its signing scheme is neither \(Scheme.signer.rawValue) nor \(Scheme.authority.rawValue)")
        }
        try Self.checkCritical(members, scheme: scheme)
        let unwanted = scheme == .signer ? "authenticSigningTime" : "signingTime"
        guard members[Self.prefix + unwanted] == nil else {
            throw .envelope("its signing scheme \(scheme.rawValue) does not allow \(Self.prefix)\(unwanted)")
        }
        let wanted = scheme == .signer ? "signingTime" : "authenticSigningTime"
        guard let signingTime = try Self.time(wanted, in: members) else {
            throw .envelope("it has no \(Self.prefix)\(wanted)")
        }
        self.algorithm = algorithm
        self.scheme = scheme
        self.signingTime = signingTime
        self.expiry = try Self.time("expiry", in: members)
        if let expiry, expiry <= signingTime { throw .envelope("it expires before it was signed") }
    }
}

extension NotationHeader {
    /// The names that a signer may demand to be understood, as `crit` lists them (RFC 7515, section 4.1.11).
    private static func checkCritical(_ members: [String: JSONValue], scheme: Scheme) throws(NotationError) {
        guard let list = members["crit"]?.array, !list.isEmpty else { throw .envelope("it lists no critical headers") }
        var critical: Set<String> = []
        for element in list {
            guard let name = element.string else { throw .envelope("a critical header's name is not text") }
            guard critical.insert(name).inserted else { throw .envelope("a critical header is listed twice") }
        }
        var required: Set = [prefix + "signingScheme"]
        if members[prefix + "expiry"] != nil { required.insert(prefix + "expiry") }
        if scheme == .authority { required.insert(prefix + "authenticSigningTime") }
        guard critical.isSubset(of: required) else {
            throw .envelope("it demands that a header be understood which is not known here, or is not there")
        }
        guard required.isSubset(of: critical) else {
            throw .envelope("it does not list all of \(required.sorted().joined(separator: ", ")) as critical")
        }
    }

    private static func time(_ name: String, in members: [String: JSONValue]) throws(NotationError) -> Timestamp? {
        guard let value = members[prefix + name] else { return nil }
        guard let time = value.string.flatMap({ Timestamp($0) }) else {
            throw .envelope("its \(prefix)\(name) is not a time as RFC 3339 writes it")
        }
        return time
    }
}
