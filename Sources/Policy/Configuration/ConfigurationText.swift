// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The text of a configuration file, up to the point where its keys begin to mean something.
enum ConfigurationText {
    /// Reads the file.
    static func read(_ path: String, limit: Int) throws(ConfigurationErrors) -> String {
        let bytes: [UInt8]
        do throws(FileFault) {
            bytes = try TextFile.read(path, limit: limit)
        } catch {
            throw ConfigurationErrors([ConfigurationError(file: path, message: "the file cannot be read: \(error)")])
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigurationErrors([ConfigurationError(file: path, message: "the file is not UTF-8 text")])
        }
        return text
    }

    /// The outermost value of YAML text; nil when nothing is written, or nothing can be read, which the reader then says.
    static func root(of text: String, limit: Int, with reader: inout ConfigurationReader) -> YAMLNode? {
        guard text.utf8.count <= limit else {
            reader.fail(at: nil, "the file is larger than \(limit) bytes")
            return nil
        }
        let document = YAMLDocument(parsing: text)
        for fault in document.faults { reader.fail(at: fault.place, fault.message) }
        return document.root.flatMap { $0.isNull ? nil : $0 }
    }
}
