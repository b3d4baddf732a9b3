// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel
import Pinning

struct LockExporting: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the lock as another tool reads it.",
        discussion: """
            EXAMPLES:
              holdfast lock export --for compose > compose.lock.yaml
              docker compose -f compose.yaml -f compose.lock.yaml up
              holdfast lock export --for kustomize > components/digests/kustomization.yaml
              holdfast lock export --for helm > values.lock.yaml
              holdfast lock export --for buildkit > policy.json
              EXPERIMENTAL_BUILDKIT_SOURCE_POLICY=policy.json docker buildx build .

            The files stay as they are: the tool takes the digests from what is written here. A BuildKit policy also covers \
            what no file can hold, such as FROM node:${VERSION}. No registry is asked.
            """
    )

    @Argument(help: "Files and directories; else the working directory.", completion: .file())
    var paths: [String] = ["."]

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("What it is for: compose, kustomize, helm or buildkit.", valueName: "tool"),
        completion: .list(LockExport.Consumer.allCases.map(\.rawValue)),
        transform: LockExporting.consumer
    )
    var consumer: LockExport.Consumer

    @Option(
        help: ArgumentHelp(
            "Write the files below this directory, each under the path of the one it is for.",
            valueName: "directory"
        ),
        completion: .directory
    )
    var output: String?

    @OptionGroup var tree: TreeOptions
    @OptionGroup var policy: PolicyOption

    @Flag(name: [.long, .short], help: "Print nothing but the result and errors.")
    var quiet = false

    func run() async throws {
        let console = Console(format: .text, volume: quiet ? .quiet : .normal)
        let found = try ReferenceTree(paths, tree, policy: .named(policy.policy))
        try found.tellUnread(on: console)
        guard let lock = try tree.readLock(for: paths) else {
            throw CommandFailure(
                .usage,
                "\(tree.lockPath(for: paths)) is not there",
                advice: "Make it with holdfast lock."
            )
        }
        let sources = found.scan.files.map { file in
            LockExport.Source(
                text: file.text,
                kind: file.kind,
                references: file.references.filter { !found.isExcluded($0) }
            )
        }
        let export = try LockExport(of: lock, for: consumer, from: sources)
        for omission in export.omissions {
            let place = found.place(of: omission.reference)
            try console.complain("\(place): \(omission.reference.written) is left out: \(omission.reason)")
        }
        if let output {
            try write(export.documents, below: Surroundings.current.absolute(output), console)
        } else if export.documents.count > 1 {
            let names = export.documents.map(\.path).joined(separator: ", ")
            throw CommandFailure(
                .usage,
                "this is more than one file: \(names)",
                advice: "Name one file instead of the tree, or a directory with --output."
            )
        } else if let document = export.documents.first {
            try console.data(bytes: document.bytes)
        } else {
            throw CommandFailure(.finding, "there is nothing in these files that \(consumer.rawValue) could be told")
        }
        if !export.omissions.isEmpty { throw ExitStatus.finding }
    }

    private func write(_ documents: [LockExport.Document], below directory: String, _ console: Console) throws {
        for document in documents {
            let path = "\(directory)/\(document.path)"
            try GeneratedFile.write(document.bytes, to: path)
            try console.data(path)
        }
    }
}

extension LockExporting {
    @Sendable private static func consumer(_ text: String) throws -> LockExport.Consumer {
        guard let consumer = LockExport.Consumer(rawValue: text) else {
            let known = LockExport.Consumer.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--for \(VisibleText.line(text)) is not known; there are \(known).")
        }
        return consumer
    }
}
