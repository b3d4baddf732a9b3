// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import Testing

extension ClientTests {
    /// A whole Debian as it is installed, with its thousands of files, owners, links and modes.
    @Suite(
        .needs("podman", "runc", "debootstrap"),
        .needsRoot(to: "install a Debian and run containers on every machine")
    )
    struct DebianImageTests {
        @Test func debianComesBackFileByFileBeforeAndAfterItsTagMoves() async throws {
            // In memory, as the installer syncs every file.
            try await MemoryDisk.mount(megabytes: 600) { disk in
                let root = "\(disk)/root"
                try await install(into: root)
                try await story(of: root, try TemporaryDirectory())
            }
        }

        private func story(of root: String, _ directory: TemporaryDirectory) async throws {
            try await RegistryProcess.run { registry in
                try await Podman.run { podman in
                    let image = "\(registry.authority)/debian/base:12"
                    let old = try await push(root, as: image, podman, directory).tree
                    #expect(old.count > 5_000)

                    // What an update does: some files come, some go, some change.
                    try await Shell.succeed("rm", ["-r", "\(root)/usr/share/doc"])
                    try await Shell.succeed("chmod", ["0750", "\(root)/opt"])
                    try await Shell.succeed("ln", ["-s", "os-release", "\(root)/etc/release"])
                    try Data("Holdfast\n".utf8).write(to: URL(fileURLWithPath: "\(root)/etc/issue"))
                    let (held, new) = try await push(root, as: image, podman, directory)
                    #expect(held.status != 0)
                    #expect(held.errors.contains("holdfast holds approve 1"), "\(held)")

                    let before = try await pull(image, podman, directory)
                    #expect(before.differences(from: old, ignoring: Self.madeByEngine) == [])
                    let approved = try await registry.holdfast("holds", "approve", "1")
                    #expect(approved.status == 0, "\(approved)")
                    let after = try await pull(image, podman, directory)
                    #expect(after.differences(from: new, ignoring: Self.madeByEngine) == [])
                }
            }
        }

        /// What an engine puts into every container, and leaves there.
        private static let madeByEngine: Set = [
            "dev/console", "dev/pts", "dev/shm", "etc/hostname", "etc/hosts", "etc/mtab", "etc/resolv.conf",
            "run/.containerenv", "run/secrets",
        ]

        private func install(into root: String) async throws {
            let release = try await Shell.run(
                "sh",
                ["-c", "[ -e /etc/os-release ] && . /etc/os-release || . /usr/lib/os-release; echo $VERSION_CODENAME"]
            ).line
            let sources = try await Shell.run(
                "apt-get",
                ["indextargets", "--format", "$(SITE) $(CODENAME)", "Created-By: Packages"]
            ).output
            let mirror = sources.split(separator: "\n").first { $0.hasSuffix(" \(release)") }?.split(separator: " ")
                .first
            let outcome = try await Shell.run(
                "debootstrap",
                ["--variant=minbase", release, root] + (mirror.map { [String($0)] } ?? []),
                within: .seconds(240)
            )
            guard outcome.status != 0 else { return }
            guard !outcome.output.contains("Failed getting release file"), !outcome.errors.contains("Invalid Release")
            else {
                try Test.cancel("no Debian mirror can be reached: \(outcome.output)\(outcome.errors)")
            }
            throw Shell.Failed(outcome: outcome)
        }

        private func push(
            _ root: String,
            as image: String,
            _ podman: Podman,
            _ directory: TemporaryDirectory
        ) async throws -> (outcome: Shell.Outcome, tree: FileTree) {
            let archive = "\(directory.path)/root.tar"
            try await Shell.succeed("tar", ["--numeric-owner", "-cf", archive, "-C", root, "."])
            _ = try await podman.importArchive(archive, as: image)
            return (try await podman.push(image), try await FileTree(at: root))
        }

        private func pull(
            _ image: String,
            _ podman: Podman,
            _ directory: TemporaryDirectory
        ) async throws -> FileTree {
            try await podman.forgetImages()
            let pulled = try await podman.pull(image)
            guard pulled.status == 0 else { throw Shell.Failed(outcome: pulled) }
            let archive = "\(directory.path)/pulled.tar"
            try await podman.export(image, to: archive)
            return try await FileTree(archive: archive)
        }
    }
}
