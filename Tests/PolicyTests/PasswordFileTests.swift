// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import Policy
import Testing

@Suite struct PasswordFileTests {
    private let ann = "ann:$2y$05$skbPJo1zxe1ig5tO/bIVzOBFGqG5jh8T7Z8rhGk6jNMug5W1biYte"
    private let bob = "bob:$2y$10$ktqul0ilOmpNXuljSWAm/.wKRLO.EtZslXcgJByqz64.NagXwpJ82"
    private let other = "$2b$05$HXZRPYliLCcQOqgnYDYaoOaT657VaW/6h6hsOrmp41cBWgKf0i7Su"

    @Test func readsWhatHtpasswdWrites() throws {
        let file = try PasswordFile(parsing: "# staff\n\n\(ann)\r\n\t\n\(bob)", path: "users")
        #expect(file.names == ["ann", "bob"])
        #expect(file.hash(of: "ann")?.hasSuffix("biYte") == true)
        #expect(file.hash(of: "Ann") == nil)
        #expect(try PasswordFile(parsing: "", path: "users").names.isEmpty)
    }

    @Test func keepsEveryOtherLineByteForByte() throws {
        var file = try PasswordFile(parsing: "# staff  \r\n\n\(ann)\r\n \t\n\(bob)\n#end ü", path: "users")
        file.set("bob", hash: other)
        file.set("cid", hash: other)
        #expect(file.text == "# staff  \r\n\n\(ann)\r\n \t\nbob:\(other)\n#end ü\ncid:\(other)\n")
        let removals = [file.remove("ann"), file.remove("ann")]
        #expect(removals == [true, false])
        #expect(file.text == "# staff  \r\n\n \t\nbob:\(other)\n#end ü\ncid:\(other)\n")
        #expect(file.names == ["bob", "cid"])
        #expect(file.hash(of: "ann") == nil)
    }

    @Test(
        arguments: [
            ("old:$apr1$emcVHleI$Bk69tYae8l8mI2o4gQbgw1", "old", "htpasswd -nB old"),
            ("sha:{SHA}GpHWL3ymc5liWkNopqtdSjuqYHM=", "sha", "not bcrypt"),
            ("plain:secret", "plain", "not bcrypt"),
            ("none:", "none", "not bcrypt"),
            ("hot:$2y$15$skbPJo1zxe1ig5tO/bIVzOBFGqG5jh8T7Z8rhGk6jNMug5W1biYte", "hot", "cost"),
            ("cut:$2y$05$skbPJo1zxe1ig5tO/bIVzOBFGqG5jh8T7Z8rhGk6jNMug5W1biY", "cut", "damaged"),
            ("more:$2y$05$skbPJo1zxe1ig5tO/bIVzOBFGqG5jh8T7Z8rhGk6jNMug5W1biYte:x", "more", "damaged"),
            ("justaname", "colon", "NAME:HASH"),
            (":$2y$05$skbPJo1zxe1ig5tO/bIVzOBFGqG5jh8T7Z8rhGk6jNMug5W1biYte", "user name", "1 to 64"),
            ("a b:$2y$05$skbPJo1zxe1ig5tO/bIVzOBFGqG5jh8T7Z8rhGk6jNMug5W1biYte", "user name", "1 to 64"),
        ]
    )
    func namesLineAndUserOfAnUnusableEntry(_ line: String, _ first: String, _ second: String) throws {
        let error = try #require(throws: PasswordFileError.self) {
            try PasswordFile(parsing: "# users\n\(line)\n", path: "conf/users")
        }
        #expect(error.line == 2)
        #expect(error.description.hasPrefix("conf/users:2: "))
        #expect(error.message.contains(first))
        #expect(error.message.contains(second))
        #expect(!error.message.contains("emcVHleI") && !error.message.contains("skbPJo1z"))
    }

    @Test func refusesAUserWhoAppearsTwice() throws {
        let error = try #require(throws: PasswordFileError.self) {
            try PasswordFile(parsing: "\(ann)\n\(bob)\n\(ann)\n", path: "users")
        }
        #expect(error.line == 3)
        #expect(error.message.contains("\"ann\" appears twice"))
    }

    @Test func writesAndReadsBack() throws {
        let directory = try TemporaryDirectory()
        var file = PasswordFile()
        file.set("ann", hash: other)
        try file.write(to: directory.path + "/users")
        #expect(try PasswordFile.load(path: directory.path + "/users") == file)
        #expect(try directory.mode(of: "users") == 0o600)
        #expect(directory.names == ["users"])
    }

    @Test func keepsTheModeOfTheFileItReplaces() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("\(ann)\n", to: "users", mode: 0o640)
        var file = try PasswordFile.load(path: path)
        file.set("bob", hash: other)
        try file.write(to: path)
        #expect(try directory.mode(of: "users") == 0o640)
        #expect(try directory.read("users") == "\(ann)\nbob:\(other)\n")
    }

    @Test func writesThroughASymbolicLink() throws {
        let directory = try TemporaryDirectory()
        _ = try directory.write("\(ann)\n", to: "real")
        try #require(symlink("real", directory.path + "/users") == 0)
        try PasswordFile().write(to: directory.path + "/users")
        #expect(try directory.read("real").isEmpty)
        #expect(readlinkSucceeds(directory.path + "/users"))
    }

    @Test func leavesNothingBehindWhereItCannotWrite() throws {
        let directory = try TemporaryDirectory()
        #expect(throws: PasswordFileError.self) { try PasswordFile().write(to: directory.path + "/none/users") }
        #expect(throws: PasswordFileError.self) { try PasswordFile().write(to: directory.path) }
        #expect(directory.names.isEmpty)
    }

    @Test func saysWhyAFileCannotBeRead() throws {
        let directory = try TemporaryDirectory()
        let missing = try #require(throws: PasswordFileError.self) {
            try PasswordFile.load(path: directory.path + "/users")
        }
        #expect(missing.description.contains("No such file"))
        let folder = try #require(throws: PasswordFileError.self) { try PasswordFile.load(path: directory.path) }
        #expect(folder.description.contains("not a regular file"))
    }

    private func readlinkSucceeds(_ path: String) -> Bool {
        var buffer = [CChar](repeating: 0, count: 64)
        return readlink(path, &buffer, buffer.count) > 0
    }
}
