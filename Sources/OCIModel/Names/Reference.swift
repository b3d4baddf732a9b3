// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// An image reference, `[host[:port]/]repository[:tag][@digest]`, that keeps both tag and digest.
///
/// The first path element is a host when it holds a dot or a colon, or is `localhost`, as docker and skopeo read it.
public struct Reference: Hashable, Sendable {
    /// The registry's host and port, or nil when the reference names none.
    public var host: String?
    /// The repository.
    public var repository: RepositoryName
    /// The tag, if written.
    public var tag: Tag?
    /// The digest, if written.
    public var digest: Digest?

    /// Creates a reference from its parts.
    public init(host: String? = nil, repository: RepositoryName, tag: Tag? = nil, digest: Digest? = nil) {
        self.host = host
        self.repository = repository
        self.tag = tag
        self.digest = digest
    }

    /// Reads a reference from text.
    ///
    /// - Throws: ``ReferenceError`` naming the part that is wrong.
    public init(_ text: some StringProtocol) throws(ReferenceError) {
        var rest = Substring(text)
        if let at = rest.firstIndex(of: "@") {
            do throws(DigestError) {
                self.digest = try Digest(rest[rest.index(after: at)...])
            } catch {
                throw .digest(error)
            }
            rest = rest[..<at]
        }
        if let slash = rest.firstIndex(of: "/"), Self.isHost(rest[..<slash]) {
            self.host = String(rest[..<slash])
            rest = rest[rest.index(after: slash)...]
        }
        if let colon = rest.lastIndex(of: ":") {
            do throws(NameError) {
                self.tag = try Tag(rest[rest.index(after: colon)...])
            } catch {
                throw .tag(error)
            }
            rest = rest[..<colon]
        }
        do throws(NameError) {
            self.repository = try RepositoryName(rest)
        } catch {
            throw .repository(error)
        }
    }

    /// Tells whether a first path element is a host: it looks like one, and follows the grammar of one.
    private static func isHost(_ text: Substring) -> Bool {
        if text.utf8.first == UInt8(ascii: "[") {
            guard let bracket = text.utf8.lastIndex(of: UInt8(ascii: "]")) else { return false }
            let inside = text.utf8[text.utf8.index(after: text.startIndex)..<bracket]
            return inside.contains(UInt8(ascii: ":")) && inside.allSatisfy(isIPv6Byte)
                && isPort(text.utf8[text.utf8.index(after: bracket)...])
        }
        let name = text.utf8.prefix { $0 != UInt8(ascii: ":") }
        let isMeant = text == "localhost" || name.endIndex < text.endIndex || name.contains(UInt8(ascii: "."))
        return isMeant && isPort(text.utf8[name.endIndex...])
            && name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { isLabel($0) }
    }

    /// Tells whether text is nothing, or a colon and a port.
    private static func isPort(_ text: Substring.UTF8View) -> Bool {
        guard let colon = text.first else { return true }
        let digits = text.dropFirst()
        guard colon == UInt8(ascii: ":"), (1...5).contains(digits.count), digits.allSatisfy(isDigit) else {
            return false
        }
        return UInt16(Substring(digits)) != nil
    }

    private static func isLabel(_ text: Substring.UTF8View) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return !text.isEmpty && text.first != hyphen && text.last != hyphen
            && text.allSatisfy { isDigit($0) || isLetter($0) || $0 == hyphen }
    }

    private static func isIPv6Byte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x61...0x66).contains(byte | 0x20) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte | 0x20) }
}

/// What is wrong with the text of a reference, and in which part.
public enum ReferenceError: Error, Hashable {
    case repository(NameError)
    case tag(NameError)
    case digest(DigestError)
}

extension ReferenceError: CustomStringConvertible {
    /// The part and the reason in words.
    public var description: String {
        switch self {
        case .repository(let reason): "the repository name is not valid: \(reason)"
        case .tag(let reason): "the tag is not valid: \(reason)"
        case .digest(let reason): "the digest is not valid: \(reason)"
        }
    }
}

extension Reference: CustomStringConvertible {
    /// The reference as one would write it.
    public var description: String {
        (host.map { "\($0)/" } ?? "") + repository.rawValue + (tag.map { ":\($0)" } ?? "")
            + (digest.map { "@\($0)" } ?? "")
    }
}
