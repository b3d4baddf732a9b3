// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension ContainerCommand {
    /// Takes the names that a command gives to images: `build -t name`, `tag image name`, `commit container name`.
    mutating func readNames(_ words: ArraySlice<ShellWord>, of verb: Verb) {
        guard verb == .build else {
            let operands = words.filter { $0.text.bytes.first != UInt8(ascii: "-") }
            names += operands.dropFirst().map(\.text.string)
            return
        }
        var rest = words
        while let word = rest.popFirst() {
            let option = word.text.string
            if option == "-t" || option == "--tag" {
                if let name = rest.popFirst() { names.append(name.text.string) }
            } else if option.hasPrefix("--tag=") {
                names.append(String(option.dropFirst("--tag=".count)))
            } else if option.hasPrefix("-t") {
                names.append(String(option.dropFirst("-t".count)))
            }
        }
    }

    /// Takes the image that an option mounts: `--mount type=image,source=name`.
    mutating func readMount(_ word: ShellWord, from start: Int) {
        let comma = UInt8(ascii: ",")
        var fields: [String: Range<Int>] = [:]
        for field in word.text.bytes[start...].split(separator: comma) {
            guard let equals = field.firstIndex(of: UInt8(ascii: "=")) else { continue }
            fields[String(decoding: field[..<equals], as: UTF8.self)] = equals + 1..<field.endIndex
        }
        guard let type = fields["type"], word.text.bytes[type].elementsEqual("image".utf8),
            let source = fields["source"] ?? fields["src"]
        else { return }
        var image = word
        image.text = word.text[source]
        image.isVariable = word.isVariable && image.text.bytes.contains { "$`".utf8.contains($0) }
        images.append(Image(word: image, mystery: image.isVariable ? Self.variable : nil))
    }
}
