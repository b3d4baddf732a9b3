// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

/// Programs and kinds of code that are known by their names, as tables.
enum KnownPrograms {
    /// What a program that was not there before lets an intruder do.
    static func risk(of path: ByteString) -> Risk? {
        let name = String(decoding: path.lastComponent, as: UTF8.self)
        if networkTools.contains(name) { return .networkToolAdded }
        if interpreters.contains(name) || interpreterFamilies.contains(where: { isVersion(of: $0, name) }) {
            return .interpreterAdded
        }
        return nil
    }

    /// Tells whether the name says that an interpreter or a virtual machine runs the file.
    static func isCode(_ path: ByteString) -> Bool {
        let name = path.lastComponent
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else { return false }
        let ending = name[(dot + 1)...]
        return ending.count <= 5 && codeEndings.contains(String(decoding: ending, as: UTF8.self))
    }

    /// Tells whether the name is that of a shell, which runs what it is given.
    static func isShell(_ name: Substring) -> Bool {
        shells.contains(name.split(separator: "/").last.map(String.init) ?? "")
    }

    /// Tells whether a name is a family's, bare or with a version such as `python3.12`.
    private static func isVersion(of family: String, _ name: String) -> Bool {
        guard name.hasPrefix(family) else { return false }
        return name.utf8.dropFirst(family.utf8.count).allSatisfy {
            (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
        }
    }

    private static let shells: Set<String> = ["sh", "bash", "dash", "ash", "zsh", "ksh", "busybox"]

    private static let networkTools: Set<String> = [
        "curl", "wget", "wget2", "aria2c", "nc", "nc.openbsd", "nc.traditional", "ncat", "netcat", "socat", "ssh",
        "scp", "sftp", "sshd", "dropbear", "telnet", "ftp", "tftp", "lftp", "rsync", "nmap", "tcpdump", "dig",
        "proxychains", "proxychains4", "chisel", "frpc", "ngrok", "tor", "openvpn", "wg", "smbclient", "git",
    ]

    private static let interpreters: Set<String> = [
        "cc", "c++", "tcc", "as", "ld", "make", "cargo", "rustc", "javac", "java", "irb", "jshell", "gdb", "strace",
    ]

    private static let interpreterFamilies = [
        "python", "perl", "ruby", "php", "lua", "node", "nodejs", "deno", "bun", "gcc", "g++", "clang", "clang++",
        "go", "tclsh", "pypy",
    ]

    private static let codeEndings: Set<String> = [
        "py", "pyc", "pyo", "pth", "js", "mjs", "cjs", "ts", "rb", "php", "phar", "pl", "pm", "lua", "sh", "bash",
        "jar", "war", "ear", "class", "jsp", "groovy", "wasm", "so", "dll", "exe", "ps1", "bat", "cmd", "tcl", "R",
        "beam", "exs", "el", "elc", "awk",
    ]
}
