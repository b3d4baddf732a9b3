// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIClient
import OCIModel
import Trust

struct Sign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign what a tag means, in every form that verifiers read.",
        discussion: """
            EXAMPLES:
              holdfast sign team/app:1.0 --key release.key
              holdfast sign registry.example.com/team/app:1.0@sha256:… --key release.key
              holdfast sign 127.0.0.1:5000/team/app:1.0 --key release.key \\
                --identity registry.example.com/team/app:1.0
              holdfast sign team/app@sha256:… --key release.key --digest-only
              holdfast sign team/app:1.0 --key leaf.key --notation \\
                --certificate-chain chain.pem

            The key is one that `holdfast key generate` or cosign made; its password comes from HOLDFAST_KEY_PASSWORD, \
            else COSIGN_PASSWORD, else it is asked for. You need the right to push.

            For the image, and for each platform of an index, it writes the signature that cosign 2, podman and skopeo \
            read and the bundle that cosign 3 reads; and once a statement that this tag was released with this digest. \
            All of them name host, repository, tag and digest, so they are good for no other: podman and \
            `holdfast verify` refuse the image under another name. If others reach the registry by another name than \
            you do, say that one with --identity.

            The tag is resolved once. If it means something else at the end, the exit status is 1.

            A push that waits for its signature is signed by its tag by whoever pushed it; others who may read it name \
            its digest too (team/app:1.0@sha256:…). Then the tag means it, or a person decides, as its \
            rule says.
            """
    )

    @Argument(help: "The image; without a host, on the server of --server.", transform: ReferenceArgument.any)
    var reference: Reference

    @Option(help: ArgumentHelp("The private key.", valueName: "file"), completion: .file())
    var key: String

    @Flag(help: "Sign the digest alone: good for any tag of the repository, and refused by podman, which wants one.")
    var digestOnly = false

    @Option(
        help: ArgumentHelp(
            "What the signature calls the image, if others reach the registry by another name than you do.",
            valueName: "ref"
        ),
        transform: ReferenceArgument.any
    )
    var identity: Reference?

    @Option(
        help: ArgumentHelp(
            "Sign this along, such as commit=4f2a9c1; cosign verify -a asks for it. Can be repeated.",
            valueName: "key=value"
        ),
        transform: SignedAnnotation.init
    )
    var annotation: [SignedAnnotation] = []

    @Flag(help: "Sign for notation as well; needs --certificate-chain, and the key that its first certificate is for.")
    var notation = false

    @Option(
        help: ArgumentHelp("The certificates of the key, PEM, the key's own first, the root last.", valueName: "file"),
        completion: .file()
    )
    var certificateChain: String?

    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard notation == (certificateChain != nil) else {
            throw ValidationError("--notation and --certificate-chain go together.")
        }
        guard reference.tag != nil || reference.digest != nil else {
            throw ValidationError("\"\(reference)\" names no tag; write \(reference.repository):TAG.")
        }
        guard reference.tag != nil || digestOnly else {
            throw ValidationError(
                "\"\(reference)\" names no tag, so nothing would say which one it is good for; "
                    + "write \(reference.repository):TAG@DIGEST, or add --digest-only."
            )
        }
        guard identity?.host != nil || identity == nil else {
            throw ValidationError("--identity names a registry, too: write it like registry.example.com/team/app:1.0.")
        }
        guard identity?.digest == nil else { throw ValidationError("--identity takes no digest.") }
        guard Set(annotation.map(\.key)).count == annotation.count else {
            throw ValidationError("--annotation gives one key twice.")
        }
    }

    func run() async throws {
        let console = output.console
        let location = try server.located(.registry(reference))
        guard case .registry(let located) = location else { return }
        let image = located.normalized()
        let name = identity?.normalized() ?? image
        let key = try KeyReading.signingKey(key)
        let signer = SignatureWriting.Signer(
            key: key,
            authority: name.host ?? "",
            repository: name.repository,
            tag: digestOnly ? nil : name.tag ?? image.tag,
            annotations: Dictionary(annotation.map { ($0.key, $0.value) }) { $1 },
            notation: try certificateChain.map { try notationSigner(key, chain: $0) },
            time: Timestamp(microseconds: Surroundings.current.now() * 1_000_000)
        )
        let outcome = try await ImageAccess.withAccess(try server.placeSettings(login)) { access in
            try await access.withSource(location) { source in
                try await access.withDestination(location) { destination in
                    guard let source = source as? RegistrySource,
                        let destination = destination as? RegistryDestination
                    else {
                        throw CommandFailure(.usage, "\(location) is in no registry; signatures are written to one")
                    }
                    let writing = SignatureWriting(
                        source: source,
                        destination: destination,
                        signer: signer,
                        log: LoggedTagReading(source: source, contact: access.contact)
                    )
                    return try await writing.run(image, console: console)
                }
            }
        }
        switch console.format {
        case .json: try console.data(bytes: outcome.json)
        case .text: try console.data(outcome.text)
        }
        try console.talk(outcome.summary)
        guard !outcome.isMoved else { throw ExitStatus.finding }
    }

    private func notationSigner(_ key: SigningKey, chain path: String) throws -> NotationSigner {
        let text = try KeyFile.text(path)
        do throws(NotationError) {
            return try NotationSigner(key: key, chain: text)
        } catch {
            throw CommandFailure(.usage, "\(path) cannot be used", cause: .own(error.description))
        }
    }
}
