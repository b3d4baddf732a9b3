// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation

/// A program that builds, pushes, pulls and runs images.
protocol ContainerEngine: Sendable {
    /// Makes an image of a directory with a command to run; `context` holds a Dockerfile.
    func build(_ context: String, as image: String) async throws -> Shell.Outcome
    func login(_ user: String, password: String, to registry: String) async throws -> Shell.Outcome
    func push(_ image: String) async throws -> Shell.Outcome
    func pull(_ image: String) async throws -> Shell.Outcome
    /// Removes all images, so that the next pull has to fetch everything.
    func forgetImages() async throws
    func run(_ image: String) async throws -> Shell.Outcome
    /// Gives the root file system of an image as a tar archive at a path.
    func export(_ image: String, to path: String) async throws
}

/// What the engines build: busybox and a file that tells the version.
enum BusyBoxImage {
    static func writeContext(version: String, to directory: TemporaryDirectory, _ name: String) throws -> String {
        guard let busybox = Machine.path(of: "busybox") else { throw ChildProcess.NotInstalled(program: "busybox") }
        try directory.write("\(name)/version", "\(version)\n")
        try directory.write(
            "\(name)/Dockerfile",
            """
            FROM scratch
            COPY busybox /bin/busybox
            COPY version /version
            RUN ["/bin/busybox", "sh", "-c", "/bin/busybox ln -s busybox /bin/sh && echo built > /built"]
            CMD ["/bin/sh", "-c", "/bin/busybox cat /version /built"]
            """
        )
        let target = "\(directory.path)/\(name)/busybox"
        try FileManager.default.copyItem(
            at: URL(fileURLWithPath: busybox).resolvingSymlinksInPath(),
            to: URL(fileURLWithPath: target)
        )
        return "\(directory.path)/\(name)"
    }
}
