// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Fields between commas, such as `type=registry,ref=nginx:1.25`, as docker's and podman's options hold them.
///
/// A field between double quotes may hold commas, as in CSV.
struct CommaFields {
    /// A field.
    struct Field {
        /// The text before the first equals sign; nil when there is none.
        let name: String?
        /// Where the text behind it stands, or the whole field.
        let value: Range<Int>
    }

    /// The most fields that are looked at; options have a handful.
    private static let maximumCount = 4_096

    private let text: SpelledText
    /// The fields, in order.
    let fields: [Field]

    init(_ text: SpelledText, in range: Range<Int>) {
        self.text = text
        var fields: [Field] = []
        var start = range.lowerBound
        var isQuoted = false
        for index in range where text.bytes[index] == UInt8(ascii: "\"") || !isQuoted {
            if text.bytes[index] == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if text.bytes[index] == UInt8(ascii: ","), fields.count < Self.maximumCount {
                fields.append(Self.field(text, in: start..<index))
                start = index + 1
            }
        }
        fields.append(Self.field(text, in: start..<range.upperBound))
        self.fields = fields
    }

    /// Where the value of a field stands, by any of its names.
    func value(_ names: String...) -> Range<Int>? {
        fields.first { $0.name.map(names.contains) ?? false }?.value
    }

    /// Tells whether a field has a value.
    func has(_ name: String, _ value: String) -> Bool {
        self.value(name).map { text.bytes[$0].elementsEqual(value.utf8) } ?? false
    }

    /// The references that say where a build may take results from: `type=registry,ref=…`, or nothing but references.
    var cacheReferences: [Range<Int>] {
        if fields.allSatisfy({ $0.name == nil }) { return fields.map(\.value) }
        return has("type", "registry") ? [value("ref")].compactMap(\.self) : []
    }

    /// The image that is mounted, when one is: `type=image,source=…`.
    var mountedImage: Range<Int>? {
        has("type", "image") ? value("source", "src") : nil
    }

    private static func field(_ text: SpelledText, in range: Range<Int>) -> Field {
        let quote = UInt8(ascii: "\"")
        var range = text.trimmed(range)
        if range.count > 1, text.bytes[range.lowerBound] == quote, text.bytes[range.upperBound - 1] == quote {
            range = range.lowerBound + 1..<range.upperBound - 1
        }
        guard let equals = text.bytes[range].firstIndex(of: UInt8(ascii: "=")) else {
            return Field(name: nil, value: range)
        }
        let name = String(decoding: text.bytes[range.lowerBound..<equals], as: UTF8.self)
        return Field(name: name.lowercased(), value: equals + 1..<range.upperBound)
    }
}
