// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import ImageReading
import OCIClient
import OCIModel

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check that pins in files hold, and that an image is what its digest says.",
        discussion: """
            EXAMPLES:
              holdfast verify .
              holdfast verify deploy/ --platform linux/amd64
              holdfast verify compose.yaml --format github
              holdfast verify team/app:1.0 --content
              holdfast verify docker.io/library/debian:12 --content
              holdfast verify team/app:1.0 --rootfs /mnt/app
              holdfast verify team/app:1.0 --container web
              holdfast verify team/app:1.0 --key release.pub
              holdfast verify team/app:1.0 --policy holdfast.yaml
              holdfast verify --proof app.tlog-proof team/app:1.0

            Of files and directories it tells whether each tag still means the digest beside it or in holdfast.lock, whether \
            the digest is still there, and whether it is one platform's image of a tag that has several. Registries are asked \
            with HEAD alone; with --platform, a tag that moved is read to tell whether that platform's image did. Ends with 1 \
            when something is to be told, with 7 when a reference could not be judged.
            --content reads every byte of the image, all platforms, and hashes it again: manifests, blobs, and the \
            uncompressed layers. It ends with 6 and names what is wrong.
            --rootfs compares a directory, such as the one that `podman mount` prints, with the files the image must \
            have; --container asks the engine for the root of a running container. Ends with 1 when they differ.
            --key and --policy look for signatures, as cosign, podman, notation and holdfast write them, and end with 6 when \
            one that is required is missing. A signature must name the tag, unless --bind digest says otherwise.
            --proof asks nobody: it verifies a file that `holdfast log proof` printed, with --log-key or the key remembered \
            of that log, and ends with 6 when it does not hold.
            """
    )

    @Argument(
        help: "Files and directories, or an image; without a host, on the server of --server.",
        completion: .file()
    )
    var targets: [String] = []

    @Flag(help: "Read every byte of the image and hash it again.")
    var content = false

    @Option(help: ArgumentHelp("Compare the files below this directory with the image.", valueName: "directory"))
    var rootfs: String?

    @Option(help: ArgumentHelp("Compare the files of this container with the image.", valueName: "id"))
    var container: String?

    @Option(
        help: ArgumentHelp("The engine's socket. Else DOCKER_HOST, else docker's or podman's own.", valueName: "path")
    )
    var engine: String?

    @Option(
        help: ArgumentHelp("Verify this proof of a tag, without asking a registry.", valueName: "file"),
        completion: .file()
    )
    var proof: String?

    @Option(help: ArgumentHelp("Of a proof: the public key of the log, or of the whole registry.", valueName: "vkey"))
    var logKey: String?

    @OptionGroup var signing: SignatureOptions
    @OptionGroup var platform: PlatformOption
    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var tree: TreeOptions
    @OptionGroup var asking: AskingOptions
    @OptionGroup var output: PinOutputOptions

    @Option(
        help: ArgumentHelp("Of files: a policy that says which fields hold images.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var pinPolicy: String?

    func validate() throws {
        guard proof != nil || logKey == nil else { throw ValidationError("--log-key goes with --proof.") }
        guard proof != nil || !targets.isEmpty else {
            throw ValidationError("Name files, directories or an image to verify.")
        }
        guard proof == nil || targets.count < 2 && !isAboutImage else {
            throw ValidationError("--proof is verified by itself, with at most one reference.")
        }
        guard rootfs == nil || container == nil else {
            throw ValidationError("--rootfs and --container both name a tree; give one of them.")
        }
        guard !isAboutImage || targets.count == 1 else {
            throw ValidationError("--content, --rootfs and --container are about one image.")
        }
    }

    func run() async throws {
        if let proof { return try verify(proof: proof) }
        let surroundings = Surroundings.current
        if isAboutImage || namesImage(surroundings) { return try await verifyImage() }
        if let target = targets.first(where: { $0 != "-" && !ArgumentFile.exists(surroundings.absolute($0)) }) {
            throw CommandFailure(
                .usage,
                "there is no file \(target)",
                advice: "An image is written with its tag or digest, one at a time."
            )
        }
        let check = FileCheck(
            paths: targets,
            tree: tree,
            policy: pinPolicy,
            asking: asking,
            platform: platform.platform,
            report: output
        )
        try await check.run { questions, body in
            let hosts = Set(questions.compactMap(\.host))
            guard server.creds == nil && login.username == nil || hosts.count < 2 else {
                throw CommandFailure(
                    .usage,
                    "one login was given for \(hosts.sorted().joined(separator: " and "))",
                    advice: "Log in to them with docker or podman instead."
                )
            }
            var settings = try server.placeSettings(login)
            settings.retries = .brief
            return try await ImageAccess.withAccess(settings, body)
        }
    }

    /// Whether the options ask for something that only an image has.
    private var isAboutImage: Bool { content || rootfs != nil || container != nil || signing.isGiven }

    /// Whether signatures are looked at: when they are asked about, or nothing in particular is.
    private func wantsSignatures(of location: ImageLocation) -> Bool {
        if signing.isGiven { return true }
        guard !content, rootfs == nil, container == nil, case .registry = location else { return false }
        return true
    }

    private func verifyImage() async throws {
        guard let target = targets.first, [.text, .json].contains(output.format) else {
            throw CommandFailure(.usage, "what is found about an image is printed as text or json")
        }
        let console = output.console
        let location = try server.located(try ImageArgument.location(target))
        let outcome = try await ImageAccess.withAccess(try server.placeSettings(login)) { access in
            try await access.withSource(location) { source in
                let image = try await OpenImage.open(location, in: source, remark: console.remark)
                return try await ProgressLine.showing("blob", volume: output.volume) { progress in
                    var report = try await report(on: image, progress: progress)
                    if wantsSignatures(of: location) {
                        report.log = try await loggedTag(of: location, in: source, access.contact)
                        try requireLogged(report, location)
                        let reading = SignatureReading(options: signing, server: server, login: login)
                        let digest = image.digest
                        report.signatures = try await reading.run(location, digest, in: source, contact: access.contact)
                    }
                    return report
                }
            }
        }
        switch console.format {
        case .json: try console.data(bytes: outcome.json)
        case .text: try console.data(outcome.text(style: console.style))
        }
        if let status = outcome.status { throw status }
    }

    private func report(on image: OpenImage, progress: TransferProgress) async throws -> VerificationReport {
        var report = VerificationReport(reference: image.name, digest: image.digest)
        if content {
            var check = ContentCheck(source: image.source, progress: progress)
            try await check.run(image.root)
            report.content = check
        }
        if rootfs != nil || container != nil { report.tree = try await tree(of: image, progress: progress) }
        return report
    }

    private func tree(of image: OpenImage, progress: TransferProgress) async throws -> TreeCheck {
        let surroundings = Surroundings.current
        if let rootfs {
            let variant = try await image.variant(for: platform.platform)
            let path = surroundings.absolute(rootfs)
            return try await TreeCheck.run(variant, in: image.source, directory: path, progress: progress)
        }
        let engine = try ContainerEngine(socket: engine, surroundings: surroundings)
        let container = try await engine.container(container ?? "")
        // The container runs one platform's image: the one whose configuration it was made from.
        let variants = try await image.variants(platform.platform)
        let isMadeFrom: (ImageVariant) -> Bool = { variant in
            let own = [variant.manifest.manifest.config?.digest.rawValue, variant.manifest.digest.rawValue]
            // Some engines name the index, from which they took the image for this machine.
            let isByIndex = image.digest.rawValue == container.image && variant.platform.isThisMachine
            return own.contains(container.image) || isByIndex
        }
        let exact = variants.first(where: isMadeFrom)
        guard let variant = exact ?? variants.first(where: { $0.platform.isThisMachine }) ?? variants.first else {
            throw CommandFailure(.registry, "\(image.name) lists no images")
        }
        var check = try await TreeCheck.run(variant, in: image.source, directory: container.root, progress: progress)
        if exact == nil { check.otherImage = container.image }
        return check
    }
}
