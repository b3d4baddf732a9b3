// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The content address of a blob or manifest: an algorithm and the hash it gave.
///
/// A value that exists is valid: a known algorithm and lower-case hexadecimal of exactly that algorithm's length.
/// See <https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests>.
public struct Digest: Hashable, Sendable {
    /// A hash function that registered digests may use.
    public enum Algorithm: String, CaseIterable, Sendable {
        case sha256
        case sha512

        /// The number of bytes the function yields.
        public var byteCount: Int {
            switch self {
            case .sha256: 32
            case .sha512: 64
            }
        }
    }

    /// The hash function that made the digest.
    public let algorithm: Algorithm
    /// The hash as lower-case hexadecimal.
    public let hex: String

    /// Creates a digest from its text, such as `sha256:e3b0…`.
    ///
    /// - Throws: ``DigestError`` that says which part is wrong.
    public init(_ text: some StringProtocol) throws(DigestError) {
        let bytes = text.utf8
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { throw .malformed }
        guard let algorithm = Algorithm(rawValue: String(text[..<colon])) else { throw .unsupportedAlgorithm }
        let encoded = bytes[bytes.index(after: colon)...]
        guard encoded.count == algorithm.byteCount * 2 else { throw .wrongLength }
        guard encoded.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else {
            throw .notHexadecimal
        }
        self.algorithm = algorithm
        self.hex = String(text[text.index(after: colon)...])
    }

    /// Creates a digest from the bytes a hash function yielded.
    ///
    /// - Precondition: `hash` has as many bytes as `algorithm` yields.
    public init(algorithm: Algorithm, hash: some Collection<UInt8>) {
        precondition(hash.count == algorithm.byteCount, "a \(algorithm) hash has \(algorithm.byteCount) bytes")
        self.algorithm = algorithm
        self.hex = Hexadecimal.encode(hash)
    }

    /// The digest as it stands in manifests and URLs.
    public var rawValue: String { "\(algorithm.rawValue):\(hex)" }

    /// The first twelve hexadecimal digits after the algorithm, for people.
    public var short: String { "\(algorithm.rawValue):\(hex.prefix(12))" }
}

/// What is wrong with a digest's text.
public enum DigestError: Error, Hashable {
    case malformed
    case unsupportedAlgorithm
    case wrongLength
    case notHexadecimal
}

extension Digest: CustomStringConvertible {
    /// The digest as it stands in manifests and URLs.
    public var description: String { rawValue }
}

extension Digest: Comparable {
    /// Orders digests by algorithm, then by hash.
    public static func < (left: Digest, right: Digest) -> Bool {
        (left.algorithm.rawValue, left.hex) < (right.algorithm.rawValue, right.hex)
    }
}

extension DigestError: CustomStringConvertible {
    /// The reason in words, without the offending text.
    public var description: String {
        switch self {
        case .malformed: "a digest is written algorithm:hex"
        case .unsupportedAlgorithm: "the digest's algorithm is not sha256 or sha512"
        case .wrongLength: "the digest has the wrong length for its algorithm"
        case .notHexadecimal: "a digest is lower-case hexadecimal"
        }
    }
}
