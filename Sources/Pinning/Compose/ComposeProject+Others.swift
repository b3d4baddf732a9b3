// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension ComposeProject {
    /// The most YAML files beside a file that are looked at for the variables that they use.
    static let maximumOthers = 100
    /// The most bytes of them that are read.
    static let maximumOtherSize = 4 << 20

    /// Reads the other YAML files of the directory that mention some variables, to learn how they use them.
    ///
    /// Which of them compose gets, and with which others, is said on its command line. What cannot be read may use every
    /// variable that it mentions.
    ///
    /// - Parameters:
    ///   - names: The variables whose values could be edited.
    ///   - scope: What the first file is read with.
    func readOthers(using names: Set<String>, of scope: ComposeScope) {
        variables.isComplete = true
        guard let listed = context.list() else {
            return variables.distrust(names, "the directory cannot be listed")
        }
        let others = Set(listed).subtracting(scope.trail).filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
        guard others.count <= Self.maximumOthers else {
            return variables.distrust(names, "more than \(Self.maximumOthers) files stand beside it")
        }
        let finder = VariableFinder(names)
        var left = Self.maximumOtherSize
        for path in others.sorted() {
            guard let text = context.file(path) else {
                variables.distrust(names, "\(path) cannot be read")
                continue
            }
            let mentioned = finder.names(in: text.bytes)
            guard !mentioned.isEmpty || text.bytes.contains(UInt8(ascii: "\\")) else { continue }
            left -= text.bytes.count
            guard left >= 0 else {
                variables.distrust(mentioned, "\(path) is too large to be read with this file")
                continue
            }
            do throws(PinningError) {
                guard let file = try open(path, scope: scope, directory: "") else { continue }
                try read(file)
                visitImages()
            } catch {
                // Why does not matter here: who reads the file for its own sake is told.
                variables.distrust(mentioned, "\(path) cannot be read")
            }
        }
    }
}

/// Finds words in a text that are names of variables.
private struct VariableFinder {
    private let names: Set<ArraySlice<UInt8>>
    private let lengths: Set<Int>

    init(_ names: Set<String>) {
        self.names = Set(names.map { Array($0.utf8)[...] })
        self.lengths = Set(self.names.map(\.count))
    }

    /// The names that stand in the text, wherever.
    func names(in bytes: [UInt8]) -> Set<String> {
        var found: Set<ArraySlice<UInt8>> = []
        var start = 0
        for index in 0...bytes.count where index == bytes.count || !Self.isName(bytes[index]) {
            if lengths.contains(index - start), names.contains(bytes[start..<index]) {
                found.insert(bytes[start..<index])
            }
            start = index + 1
        }
        return Set(found.map { String(decoding: $0, as: UTF8.self) })
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "_"), 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: false
        }
    }
}
