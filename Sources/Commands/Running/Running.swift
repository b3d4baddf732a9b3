// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

struct Running: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "running",
        abstract: "Tell which images containers run, and whether their tags have moved on.",
        discussion: """
            EXAMPLES:
              holdfast running
              holdfast running --podman /run/podman/podman.sock --server https://registry.example.com
              kubectl get pods -A -o json | holdfast running --kubernetes - --server https://registry.example.com

            For each container: the digest that runs, and where it stands in the history of its tag. The registry of the
            image is asked; with --server or HOLDFAST_SERVER that server is asked about all images, those of other
            registries too that it stands in front of. Without options the containers are those of the engine of
            DOCKER_HOST, docker's, or podman's. Ends with 1 when something is not what its tag means now, with 7 when some
            containers cannot be judged, with 3 when none can.
            """
    )

    @Option(help: ArgumentHelp("The socket of a docker engine.", valueName: "socket"), completion: .file())
    var docker: String?

    @Option(help: ArgumentHelp("The socket of podman.", valueName: "socket"), completion: .file())
    var podman: String?

    @Option(
        help: ArgumentHelp("What `kubectl get pods -A -o json` printed; - reads it from here.", valueName: "file|-"),
        completion: .file(extensions: ["json"])
    )
    var kubernetes: String?

    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard kubernetes != "-" || !login.passwordStdin else {
            throw ValidationError("--kubernetes - and --password-stdin both read the standard input.")
        }
    }

    func run() async throws {
        let console = output.console
        let containers = try await containers()
        let report = try await report(on: containers)
        switch output.format {
        case .json: try console.data(bytes: report.json)
        case .text:
            if containers.isEmpty { try console.talk("No containers run.") }
            if !containers.isEmpty { try console.data(report.text(style: console.style, now: console.now)) }
        }
        for reason in report.reasons { try console.complain(reason) }
        guard report.status == .done else { throw report.status }
    }

    private func containers() async throws -> [RunningContainer] {
        let surroundings = Surroundings.current
        var containers: [RunningContainer] = []
        if let kubernetes {
            let bytes =
                kubernetes == "-"
                ? try surroundings.input.read(KubernetesPods.maximumSize)
                : try ArgumentFile.read(surroundings.absolute(kubernetes), limit: KubernetesPods.maximumSize)
            let name = kubernetes == "-" ? "the standard input" : kubernetes
            containers += try KubernetesPods.containers(in: bytes, of: name)
        }
        var sockets = [docker, podman].compactMap(\.self).map { EngineSocket(path: surroundings.absolute($0)) }
        if sockets.isEmpty, kubernetes == nil { sockets = [try EngineSocket.find(surroundings)] }
        for socket in sockets { containers += try await EngineContainers(socket: socket).list() }
        return containers
    }

    private func report(on containers: [RunningContainer]) async throws -> RunningReport {
        let named = try server.namedAddress()
        let places = containers.map { container -> Result<TagPlace, TagPlace.Absence> in
            Result { () throws(TagPlace.Absence) in try TagPlace(container.reference, server: named) }
        }
        var asked: [TagPlace: [RunningContainer]] = [:]
        for case (let container, .success(let place)) in zip(containers, places) {
            asked[place, default: []].append(container)
        }
        let answers = try await TagDesk(server: server, login: login).ask(asked)
        return RunningReport(entries: zip(containers, places).map { Self.entry($0, $1, answers) })
    }

    private static func entry(
        _ container: RunningContainer,
        _ place: Result<TagPlace, TagPlace.Absence>,
        _ answers: [TagPlace: TagDesk.Answer]
    ) -> RunningReport.Entry {
        let found: TagPlace
        switch place {
        case .success(let place): found = place
        case .failure(let absence):
            return RunningReport.Entry(container: container, place: nil, standing: .unknown(absence.reason), base: nil)
        }
        switch answers[found]?.events {
        case .success(let events):
            let indexes = container.allDigests.compactMap { answers[found]?.indexes[$0] }
            let standing = TagStanding(of: container.allDigests + indexes, in: events)
            // What the registry tells is about the image that the tag means now.
            let base = standing.status == .current ? answers[found]?.base : nil
            return RunningReport.Entry(container: container, place: found, standing: standing, base: base)
        case .failure(let failure):
            return RunningReport.Entry(
                container: container,
                place: found,
                standing: .unknown(failure.message),
                base: nil,
                failure: failure.status
            )
        case nil:
            return RunningReport.Entry(container: container, place: found, standing: .unknown("not asked"), base: nil)
        }
    }
}
