// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The file of a public key, the name that rules call it by, and where the configuration names it.
public struct TrustKeyFile: Hashable, Sendable {
    /// The most keys of a configuration.
    public static let maximumCount = 100

    /// The most bytes of a file; a certificate with all its extensions needs far less.
    public static let maximumSize = 64 * 1024

    /// The name that rules call it by: 1 to 64 of `a-z`, `0-9`, `.`, `_` and `-`.
    public let name: String
    /// The file's path.
    public let path: String
    /// The line of the configuration that names it, from 1.
    public var line: Int { place.line }

    private let configuration: String
    private let place: Place

    init(name: String, path: String, configuration: String, place: Place) {
        self.name = name
        self.path = path
        self.configuration = configuration
        self.place = place
    }

    /// Reads the file.
    ///
    /// - Returns: Its text.
    /// - Throws: ``ConfigurationError`` at the place in the configuration that names the file.
    public func read() throws(ConfigurationError) -> String {
        let bytes: [UInt8]
        do throws(FileFault) {
            bytes = try TextFile.read(path, limit: Self.maximumSize)
        } catch {
            throw fault("cannot be read: \(error)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw fault("is not text; a public key is needed as PEM, from -----BEGIN PUBLIC KEY----- on")
        }
        return text
    }

    /// Says at the place in the configuration that names the file what is wrong with it.
    ///
    /// - Parameter reason: What is wrong, as the end of a sentence that begins with the file.
    /// - Returns: The error.
    public func fault(_ reason: String) -> ConfigurationError {
        ConfigurationError(file: configuration, place: place, message: "the key \(name) in \(path) \(reason)")
    }

    /// Tells whether text can name a key.
    static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}

extension Configuration {
    /// Reads the files of all keys.
    ///
    /// Two names for one key are refused: it would count twice where two signatures are required.
    ///
    /// - Parameter parse: Makes a key of a file's text.
    /// - Returns: The keys with their names, in the order of the file.
    /// - Throws: ``ConfigurationErrors`` with everything that is wrong.
    public func trustKeys<Key: Equatable>(
        parsing parse: (String) throws -> Key
    ) throws -> [(name: String, key: Key)] {
        var read: [(name: String, key: Key)] = []
        var errors: [ConfigurationError] = []
        for file in keys {
            do {
                let key = try parse(try file.read())
                if let other = read.first(where: { $0.key == key }) {
                    errors.append(file.fault("is the same as the key \(other.name); a key has one name"))
                } else {
                    read.append((file.name, key))
                }
            } catch let error as ConfigurationError {
                errors.append(error)
            } catch {
                errors.append(file.fault("cannot be used: \(error)"))
            }
        }
        guard errors.isEmpty else { throw ConfigurationErrors(errors) }
        return read
    }
}
