// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

extension Directory {
    /// Writes a file of bytes, with the directories above it.
    @discardableResult
    func write(_ name: String, bytes: [UInt8]) throws -> String {
        let file = try write(name, "")
        guard let stream = fopen(file, "w") else { throw Failure(number: errno) }
        defer { fclose(stream) }
        guard fwrite(bytes, 1, bytes.count, stream) == bytes.count else { throw Failure(number: errno) }
        return file
    }

    /// The bytes of a file, or nil when there is none.
    func read(_ name: String) -> [UInt8]? {
        guard let stream = fopen("\(path)/\(name)", "r") else { return nil }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        while case let byte = getc(stream), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
        return bytes
    }

    /// The names of everything below a directory, files only.
    func files(below name: String) -> [String] {
        guard let directory = opendir("\(path)/\(name)") else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let entryName = withUnsafePointer(to: entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard entryName != ".", entryName != ".." else { continue }
            let inner = "\(name)/\(entryName)"
            names += entry.pointee.d_type == 4 ? files(below: inner) : [inner]
        }
        return names.sorted()
    }
}
