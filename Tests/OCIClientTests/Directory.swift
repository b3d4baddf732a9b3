// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// A directory of its own for one test, with files in it.
struct Directory: ~Copyable {
    let path: String

    init() throws {
        var template = Array("/tmp/holdfast-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(number: errno) }
        self.path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    struct Failure: Error {
        let number: Int32
    }

    /// Writes a file, with the directories above it.
    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        var parent = path
        for element in name.split(separator: "/").dropLast() {
            parent += "/\(element)"
            mkdir(parent, 0o700)
        }
        let file = fopen("\(path)/\(name)", "w")
        guard let file else { throw Failure(number: errno) }
        fputs(text, file)
        fclose(file)
        return "\(path)/\(name)"
    }

    deinit {
        remove(path)
    }

    private func remove(_ path: String) {
        // Never through a link: what lies behind it is not the test's.
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
        if descriptor >= 0, let directory = fdopendir(descriptor) {
            while let entry = readdir(directory) {
                let name = withUnsafePointer(to: entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name != ".", name != ".." { remove("\(path)/\(name)") }
            }
            closedir(directory)
        }
        Glibc.remove(path)
    }
}
