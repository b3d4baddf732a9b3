// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension PasswordFile {
    /// Reads a file.
    ///
    /// - Throws: ``PasswordFileError`` naming the file, and the line and user where there is one.
    public static func load(path: String) throws -> PasswordFile {
        let bytes: [UInt8]
        do throws(FileFault) {
            bytes = try TextFile.read(path, limit: maximumSize)
        } catch {
            throw PasswordFileError(path: path, message: "the users file cannot be read: \(error)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw PasswordFileError(path: path, message: "the file is not UTF-8 text")
        }
        return try PasswordFile(parsing: text, path: path)
    }

    /// Writes the file so that at any moment, a crash included, readers see the old or the new text whole.
    ///
    /// Mode and owner of a file already there are kept; a new one can be read by its owner alone. A symbolic link keeps
    /// pointing where it did.
    /// - Throws: ``PasswordFileError``; the old file is then as it was.
    public func write(to path: String) throws {
        do throws(FileFault) {
            try TextFile.replace(path, with: Array(text.utf8))
        } catch {
            throw PasswordFileError(path: path, message: "the users file cannot be written: \(error)")
        }
    }
}
