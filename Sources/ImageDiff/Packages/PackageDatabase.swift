// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

/// Reads the text files in which dpkg and apk keep what is installed.
///
/// Both are paragraphs of fields. Sizes, packages and the length of what is kept are bounded; the cost is linear.
struct PackageDatabase {
    /// The most bytes of one database.
    static let maximumSize = 64 << 20
    /// The most packages of one database.
    static let maximumPackages = 200_000
    /// The most bytes of a name, version or architecture.
    static let maximumLength = 1_024

    private let path: ByteString
    private let bytes: [UInt8]

    init(path: ByteString, bytes: [UInt8]) throws(PackageError) {
        guard bytes.count <= Self.maximumSize else { throw .tooLarge(path) }
        self.path = path
        self.bytes = bytes
    }

    /// The packages that `var/lib/dpkg/status`, or one file of `status.d`, says are installed.
    ///
    /// A package that was removed and left its configuration is not; one that is half configured has its files and is.
    func dpkgPackages() throws(PackageError) -> [Package] {
        let fields: Set<String> = ["package", "version", "architecture", "source", "status"]
        return try paragraphs(fields: fields, isDpkg: true) { paragraph throws(PackageError) in
            if let status = paragraph.values["status"] {
                let state = status.split(separator: " ").last
                if state == "config-files" || state == "not-installed" { return nil }
            }
            return Package(
                manager: .dpkg,
                name: try required("package", "Package", of: paragraph),
                version: try required("version", "Version", of: paragraph),
                architecture: paragraph.values["architecture"] ?? "",
                source: paragraph.values["source"]
            )
        }
    }

    /// The packages that `lib/apk/db/installed` lists.
    func apkPackages() throws(PackageError) -> [Package] {
        try paragraphs(fields: ["P", "V", "A", "o"], isDpkg: false) { paragraph throws(PackageError) in
            let name = try required("P", "P", of: paragraph)
            let origin = paragraph.values["o"]
            return Package(
                manager: .apk,
                name: name,
                version: try required("V", "V", of: paragraph),
                architecture: paragraph.values["A"] ?? "",
                source: origin == name ? nil : origin
            )
        }
    }

    private struct Paragraph {
        var line: Int
        var values: [String: String] = [:]
    }

    private func required(
        _ key: String,
        _ field: String,
        of paragraph: Paragraph
    ) throws(PackageError) -> String {
        guard let value = paragraph.values[key], !value.isEmpty else {
            throw .malformed(path, line: paragraph.line, reason: "a package without the field \(field)")
        }
        return value
    }

    private func paragraphs(
        fields: Set<String>,
        isDpkg: Bool,
        package: (Paragraph) throws(PackageError) -> Package?
    ) throws(PackageError) -> [Package] {
        var packages: [Package] = []
        var paragraph: Paragraph?
        var number = 0
        var rest = bytes[...]
        while !rest.isEmpty || paragraph != nil {
            let line = rest.prefix { $0 != 0x0a }
            rest = rest[min(line.endIndex + 1, rest.endIndex)...]
            number += 1
            if line.isEmpty {
                if let complete = paragraph, let found = try package(complete) { packages.append(found) }
                guard packages.count <= Self.maximumPackages else { throw .tooLarge(path) }
                paragraph = nil
                continue
            }
            if paragraph == nil { paragraph = Paragraph(line: number) }
            if isDpkg, line.first == 0x20 || line.first == 0x09 { continue }
            guard let (key, value) = try field(line, number, in: fields, foldsCase: isDpkg) else { continue }
            guard paragraph?.values.updateValue(value, forKey: key) == nil else {
                throw .malformed(path, line: number, reason: "the field \(key) appears twice in one package")
            }
        }
        return packages
    }

    /// The field of a line, if it is one of those asked for.
    private func field(
        _ line: ArraySlice<UInt8>,
        _ number: Int,
        in fields: Set<String>,
        foldsCase: Bool
    ) throws(PackageError) -> (String, String)? {
        guard let colon = line.prefix(256).firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else {
            throw .malformed(path, line: number, reason: "it is neither a field nor the continuation of one")
        }
        let name = String(decoding: line[..<colon], as: UTF8.self)
        let key = foldsCase ? name.lowercased() : name
        guard fields.contains(key) else { return nil }
        guard let text = Self.text(of: line[(colon + 1)...]) else {
            throw .malformed(path, line: number, reason: "the field \(key) is too long or holds other than text")
        }
        return (key, text)
    }

    /// The text of a value that follows a colon; nil if it is too long or holds other than text.
    static func text(of value: ArraySlice<UInt8>) -> String? {
        var value = value.drop { $0 == 0x20 || $0 == 0x09 }
        while let last = value.last, last == 0x20 || last == 0x09 || last == 0x0d { value.removeLast() }
        guard value.count <= maximumLength, value.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { return nil }
        return String(validating: value, as: UTF8.self)
    }
}
