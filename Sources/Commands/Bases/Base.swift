// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import ImageDiff
import OCIClient
import OCIModel

struct Base: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "base",
        abstract: "Tell whether the bases of images have moved.",
        discussion: """
            EXAMPLES:
              holdfast base --all                            what to build anew, the most important first
              holdfast base registry.example.com/team/app:1.0
              holdfast base python:3.12 --platform linux/arm64
              holdfast base Dockerfile                       every FROM, by its digest or the lock's
              holdfast base --all --format json

            A Holdfast server answers from its own history. Elsewhere the image is asked what it was built on, and one HEAD
            tells what that name means now; layers are read by digest, and only if it means something else.
            Ends with 1 when a base moved, with 7 when it cannot be told.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "A Dockerfile that exists, or an image: a reference, or oci:, oci-archive: or docker-archive: with a path.",
            valueName: "ref|dockerfile"
        ),
        completion: .file()
    )
    var subject: String?

    @Flag(help: "Tell of all images of the server.")
    var all = false

    @Flag(help: "With --all: bases that cannot be judged are listed, and count as one that moved does.")
    var strict = false

    @OptionGroup var platform: PlatformOption
    @OptionGroup var tree: TreeOptions
    @OptionGroup var asking: AskingOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard all != (subject != nil) else {
            throw ValidationError(
                all ? "Give --all or one image, not both." : "Name an image or a Dockerfile, or give --all."
            )
        }
        guard all || !strict else { throw ValidationError("--strict goes with --all.") }
    }

    func run() async throws {
        let console = output.console
        guard let subject else { return try await tellOfAll(on: console) }
        if ArgumentFile.exists(Surroundings.current.absolute(subject)) {
            return try await DockerfileBases(path: subject, tree: tree, asking: asking, platform: platform.platform)
                .tell(on: console, volume: output.volume) { body in
                    try await ImageAccess.withAccess(server.placeSettings(login), body)
                }
        }
        let location = try ImageArgument.location(subject)
        if case .registry(let reference) = location, reference.host != nil,
            let document = try await document(of: reference)
        {
            return try tell(document, on: console)
        }
        let settings = try server.placeSettings(login)
        let lines = try await ImageBases(location: location, platform: platform.platform, settings: settings)
            .lines(remark: console.remark)
        let document = try BaseLine.document(lines)
        try console.show(document) { BaseText.details(lines, style: console.style, now: console.now) }
        if let status = BaseLine.status(of: lines, isUnknownFinding: true) { throw status }
    }

    /// Prints what a server said of one image.
    private func tell(_ document: ServerDocument, on console: Console) throws {
        var lines = try BaseLine.list(in: document)
        var document = document
        if let wish = platform.platform {
            lines = lines.filter { $0.platform.flatMap { Platform($0) }?.satisfies(wish) ?? true }
            document = try BaseLine.document(lines)
        }
        try console.show(document) { BaseText.details(lines, style: console.style, now: console.now) }
        if let status = BaseLine.status(of: lines, isUnknownFinding: true) { throw status }
    }

    private func tellOfAll(on console: Console) async throws {
        let document = try await server.withClient(login: login) { client in
            try await client.wholeList(
                ManagementRequest("ask for the bases of all images", .get, "/api/v1/base"),
                list: "images"
            )
        }
        if document.value["indexing"] == .bool(true) {
            try console.complain("The server still indexes what it had before; some images are missing yet.")
        }
        var lines = try BaseLine.list(in: document)
        if let wish = platform.platform {
            lines = lines.filter { $0.platform.flatMap { Platform($0) }?.satisfies(wish) ?? true }
        }
        let moved = lines.filter(\.status.isMove).sorted { $0.weight < $1.weight }
        let unknown = lines.filter { $0.status == .unknown }
        let current = lines.count - moved.count - unknown.count
        try console.talk(
            "\(Quantity.count(moved.count, "image")) to build anew, \(current) current, \(unknown.count) not to be judged"
        )
        let shown = moved + (strict ? unknown : [])
        if console.format == .json || !shown.isEmpty {
            let whole = platform.platform == nil ? document : try BaseLine.document(lines)
            try console.show(whole) { BaseText.table(shown, style: console.style, now: console.now) }
        }
        if let status = BaseLine.status(of: lines, isUnknownFinding: strict) { throw status }
    }

    /// What a Holdfast server says of an image; nil where the host is none, or does not say it.
    private func document(of reference: Reference) async throws -> ServerDocument? {
        let name = reference.queryText + (reference.digest.map { "@\($0)" } ?? (reference.tag == nil ? ":latest" : ""))
        let request = ManagementRequest(
            "ask for the base of \(name)",
            .get,
            "/api/v1/base",
            query: ["ref": name],
            patience: .seconds(10)
        )
        guard reference.normalized().host != RegistryAddress.dockerHub else { return nil }
        do {
            let document = try await server.withClient(for: reference, login: login) { try await $0.document(request) }
            return document.value["schema"]?.string == BaseLine.schema ? document : nil
        } catch is ServerRefusal {
            // Other registries have nothing there; the image itself is asked next, and tells what is wrong if anything is.
            return nil
        } catch is ConnectionFailure {
            return nil
        } catch let failure as CommandFailure where failure.status == .registry {
            return nil
        }
    }
}
