// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// One document in the textual encoding of RFC 7468: a label and bytes.
struct PEMDocument {
    /// The most bytes of a file that are read.
    static let maximumSize = 64 * 1024

    private static let dashes = "-----"
    private static let blanks: Set<UInt8> = [0x20, 0x09, 0x0d, 0x0a]

    /// What the document says it holds, such as `PUBLIC KEY`.
    let label: String
    /// What it holds.
    let bytes: [UInt8]

    /// Creates a document of a label and bytes.
    init(label: String, bytes: [UInt8]) {
        self.label = label
        self.bytes = bytes
    }

    /// Reads a file that holds one document, and nothing else but blanks.
    ///
    /// The parameters of a curve that older openssl writes before the key are skipped, since the key repeats them.
    init(_ text: String) throws(KeyError) {
        guard text.utf8.count <= Self.maximumSize else { throw .tooLarge }
        var rest = Array(text.utf8)[...]
        var document = try Self.next(&rest)
        if document.label == "EC PARAMETERS" { document = try Self.next(&rest) }
        guard rest.allSatisfy(Self.blanks.contains) else {
            throw .notPEM("there is more after the end of the first key")
        }
        self = document
    }

    /// The document with lines of 64 characters.
    var text: String {
        var text = "\(Self.dashes)BEGIN \(label)\(Self.dashes)\n"
        var body = Base64.encode(bytes).utf8[...]
        while !body.isEmpty {
            text += "\(Substring(body.prefix(64)))\n"
            body = body.dropFirst(64)
        }
        return text + "\(Self.dashes)END \(label)\(Self.dashes)\n"
    }
}

extension PEMDocument {
    private static func next(_ rest: inout ArraySlice<UInt8>) throws(KeyError) -> PEMDocument {
        rest = rest.drop(while: blanks.contains)
        let opening = line(&rest)
        guard opening.hasPrefix("\(dashes)BEGIN "), opening.hasSuffix(dashes), opening.utf8.count > 16 else {
            throw .notPEM("it does not start with a line such as -----BEGIN PUBLIC KEY-----")
        }
        let label = String(opening.dropFirst(11).dropLast(5))
        guard label.utf8.count <= 64, label.utf8.allSatisfy(isLabelByte) else {
            throw .notPEM("its first line holds more than capitals and digits")
        }
        var body = ""
        while true {
            guard !rest.isEmpty else { throw .notPEM("the line -----END \(label)----- is missing") }
            let line = line(&rest)
            if line.hasPrefix(dashes) {
                guard line == "\(dashes)END \(label)\(dashes)" else {
                    throw .notPEM("the line -----END \(label)----- is missing")
                }
                break
            }
            guard !line.utf8.contains(UInt8(ascii: ":")) else {
                throw label.hasSuffix("PRIVATE KEY") ? .foreignEncryption : .notPEM("it has headers")
            }
            body += line
        }
        guard !body.utf8.contains(where: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }),
            body.utf8.count.isMultiple(of: 4), let bytes = Base64.decode(body), !bytes.isEmpty
        else { throw .notPEM("what stands between its first and last line is not base64") }
        return PEMDocument(label: label, bytes: bytes)
    }

    /// Takes one line, without the blanks at its end.
    private static func line(_ rest: inout ArraySlice<UInt8>) -> String {
        let whole = rest.prefix { $0 != 0x0a }
        rest = rest.dropFirst(whole.count + 1)
        var line = whole
        while let last = line.last, blanks.contains(last) { line.removeLast() }
        return String(decoding: line, as: UTF8.self)
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
    }
}
