// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import CLinux
import Foundation
import OCIModel
import Testing

@testable import Pinning

@Suite struct DraftTests {
    private static let digest = "sha256:" + String(repeating: "a", count: 64)

    private func pin(_ tree: TemporaryTree) throws {
        let scan = try TreeScan.scan(["."], workingDirectory: tree.path)
        let digest = try Digest(Self.digest)
        try TreeChange.prove(scan.references.compactMap { $0.pinning(to: digest) }, on: scan).write()
    }

    private func age(_ name: String, in tree: TemporaryTree) throws {
        let date = Date(timeIntervalSince1970: 1_000_000)
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: "\(tree.path)/\(name)")
    }

    @Test func oldDraftsThatAKilledProgramLeftAreRemovedAndNothingElse() throws {
        let tree = try TemporaryTree(["Dockerfile": "FROM a:1\n", "sub/x": "x"])
        let old = [".holdfast-part-1a2b", ".holdfast-part-x.y", ".holdfast-partly", "sub/.holdfast-part-1"]
        for name in old {
            try tree.write("x", to: name)
            try age(name, in: tree)
        }
        try tree.write("x", to: ".holdfast-part-new")
        try tree.directory(".holdfast-part-dir")
        try age(".holdfast-part-dir", in: tree)
        try pin(tree)
        #expect(
            try tree.names() == [
                ".holdfast-part-dir", ".holdfast-part-new", ".holdfast-part-x.y", ".holdfast-partly", "Dockerfile",
                "sub",
                "sub/.holdfast-part-1", "sub/x",
            ]
        )
        try GeneratedFile.write([1], to: tree.path + "/sub/lock")
        #expect(try tree.names().filter { $0.hasPrefix("sub") } == ["sub", "sub/lock", "sub/x"])
    }

    private func withDescriptor<T>(_ path: String, _ body: (CInt) throws -> T) throws -> T {
        let descriptor = open(path, O_RDONLY)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        return try body(descriptor)
    }

    private func attribute(_ name: String, of path: String) throws -> [UInt8]? {
        try withDescriptor(path) { descriptor in
            var value = [UInt8](repeating: 0, count: 256)
            let count = linux_get_attribute(descriptor, name, &value, value.count)
            return count < 0 ? nil : Array(value.prefix(count))
        }
    }

    /// A list with a right for one more user: version 2, then (tag, rights, identity) for owner, user, group, mask, others.
    private static let accessList: [UInt8] = {
        var bytes: [UInt8] = [2, 0, 0, 0]
        let none: [UInt8] = [0xff, 0xff, 0xff, 0xff]
        let entries: [(UInt8, UInt8, [UInt8])] = [
            (1, 6, none), (2, 4, [0x39, 0x30, 0, 0]), (4, 0, none), (0x10, 4, none), (0x20, 0, none),
        ]
        for (tag, rights, identity) in entries { bytes += [tag, 0, rights, 0] + identity }
        return bytes
    }()

    @Test func attributesAndWhoMayReadStay() throws {
        let tree = try TemporaryTree(["Dockerfile": "FROM a:1\n"])
        let path = tree.path + "/Dockerfile"
        let isKept = try withDescriptor(path) { descriptor in
            linux_set_attribute(descriptor, "user.note", [1, 2] as [UInt8], 2) == 0
                && linux_set_attribute(descriptor, "system.posix_acl_access", Self.accessList, Self.accessList.count)
                    == 0
        }
        // Some file systems have neither.
        guard isKept else { return }
        try pin(tree)
        #expect(try tree.text("Dockerfile").contains(Self.digest))
        #expect(try attribute("user.note", of: path) == [1, 2])
        #expect(try attribute("system.posix_acl_access", of: path) == Self.accessList)
    }

    @Test func theListThatADirectoryGivesToNewFilesIsNotGiven() throws {
        let tree = try TemporaryTree(["Dockerfile": "FROM a:1\n"])
        let isSet = try withDescriptor(tree.path) { descriptor in
            linux_set_attribute(descriptor, "system.posix_acl_default", Self.accessList, Self.accessList.count) == 0
        }
        guard isSet else { return }
        try pin(tree)
        #expect(try attribute("system.posix_acl_access", of: tree.path + "/Dockerfile") == nil)
        #expect(try tree.mode("Dockerfile") == 0o644)
    }
}
