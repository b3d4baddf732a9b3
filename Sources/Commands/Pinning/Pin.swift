// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import Glibc
import OCIClient
import OCIModel
import Pinning

struct Pin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pin",
        abstract: "Write digests beside the tags in files, and nothing else.",
        discussion: """
            EXAMPLES:
              holdfast pin .                      every reference below, in place
              holdfast pin --check .              what is not pinned; ends with 1
              holdfast pin --update --dry-run .   what tags mean by now, as a diff
              holdfast pin --to nginx:1.27@sha256:… deploy/
              holdfast pin --unpin compose.yaml
              holdfast pin - --as kubernetes < deploy.yaml | kubectl apply -f -
              holdfast pin deploy/ --locked --output build/deploy

            Reads Dockerfiles, compose files, Kubernetes manifests, kustomizations, Helm values, workflows, .gitlab-ci.yml, \
            devcontainer.json, bake files and Quadlets; directories are walked, .gitignore is heeded. A reference becomes \
            name:tag@digest, with the digest of the index, so that it holds for every platform. Comments, quotes, and every \
            other byte stay; each edit is proved before files are replaced, all or none.
            What cannot be resolved leaves all files as they are, and ends with 7; with --keep-going the rest is written.
            """
    )

    @Argument(
        help: "Files and directories; - for the standard input, to the standard output.",
        completion: .file()
    )
    var paths: [String]

    @Flag(help: "Change nothing; name what is not pinned, and end with 1. No registry is asked.")
    var check = false

    @Flag(help: "Follow the tags: where one means something newer, write the new digest.")
    var update = false

    @Flag(help: "Take the digests out again.")
    var unpin = false

    @Option(
        help: ArgumentHelp(
            "Give every reference to this image the digest: to all its tags, or to the one that is named.",
            valueName: "ref@digest"
        ),
        transform: Pin.target
    )
    var to: PinTarget?

    @Flag(help: "Take digests from the lock alone, without a network.")
    var locked = false

    @Option(
        help: ArgumentHelp(
            "Write an edited copy of the tree there, and leave the files alone.",
            valueName: "directory"
        ),
        completion: .directory
    )
    var output: String?

    @Flag(help: "Write what can be written when some references cannot be resolved.")
    var keepGoing = false

    @Flag(help: "Print what would change as a diff, and write nothing.")
    var dryRun = false

    @Flag(help: "Edit command lines in scripts, Makefiles and Markdown, too.")
    var commands = false

    @Flag(help: "Edit what builds take their caches from, too.")
    var caches = false

    @Flag(help: "Write a digest behind a tag that comes from a variable, though the variable no longer counts then.")
    var allowStaleArg = false

    @OptionGroup var tree: TreeOptions
    @OptionGroup var policy: PolicyOption
    @OptionGroup var platform: PlatformOption
    @OptionGroup var asking: AskingOptions
    @OptionGroup var places: PlaceOptions
    @OptionGroup var report: PinOutputOptions

    func validate() throws {
        let goals = [check, update, unpin, to != nil].count { $0 }
        guard goals < 2 else { throw ValidationError("Give one of --check, --update, --unpin and --to.") }
        guard !locked || to == nil && !unpin && !check else {
            throw ValidationError("--locked takes digests from the lock; it does not go with --check, --unpin or --to.")
        }
        guard output == nil || !check && !dryRun && paths != ["-"] else {
            throw ValidationError(
                "--output writes a tree; it does not go with --check, --dry-run or the standard input."
            )
        }
        guard paths != ["-"] || check || report.format == .text else {
            throw ValidationError("The standard output takes the edited text; --format goes with --check then.")
        }
    }

    func run() async throws {
        let console = report.console
        let surroundings = Surroundings.current
        let destination = output.map(surroundings.absolute)
        let found = try ReferenceTree(paths, tree, policy: .named(policy.policy), excludedDirectory: destination)
        try found.tellTemplates(on: console)
        let lock = try tree.readLock(for: paths)
        if locked, lock == nil {
            throw CommandFailure(
                .usage,
                "\(tree.lockPath(for: paths)) is not there",
                advice: "Make it with holdfast lock."
            )
        }
        let plan = PinPlan(
            PinRequest(goal, granted: granted, lock: lock, isExcluded: found.isExcluded),
            references: found.scan.references
        )
        let outcome = try await outcome(of: plan, in: found, lock: lock)
        if let to, outcome.references.isEmpty {
            throw CommandFailure(
                .usage,
                "no file has a reference to \(to.image)",
                advice: "See what they have with holdfast pin --check."
            )
        }
        let status = ExitStatus.of(
            failures: outcome.failures,
            judged: outcome.references.count { $0.status != .unresolved && $0.status != .skipped },
            unknown: outcome.unknown,
            hasUnread: found.hasUnread,
            hasFindings: !outcome.refused.isEmpty
                || !unpin && outcome.references.contains { $0.status == .unpinned }
        )
        // What could not be followed though nobody refused it (a drift behind a variable) blocks nothing.
        let isRefused = outcome.refused.contains { $0.found.editing == .inPlace }
        let isBlocked = !keepGoing && (!outcome.failures.isEmpty || isRefused || found.hasUnread)
        let isProven = try write(outcome, found, isBlocked: isBlocked, to: destination, console)
        if !isProven { throw ExitStatus.integrity }
        if let status { throw status }
    }
}

/// An image with the digest its references are to get.
struct PinTarget {
    let image: Reference
    let digest: Digest
}

extension Pin {
    private static func target(_ text: String) throws -> PinTarget {
        do {
            var reference = try Reference(text)
            guard let digest = reference.digest else {
                throw ValidationError("--to needs a digest, such as \(VisibleText.line(text))@sha256:…")
            }
            reference.digest = nil
            return PinTarget(image: reference, digest: digest)
        } catch let error as ReferenceError {
            throw ValidationError("\"\(VisibleText.line(text))\" is not a reference: \(error)")
        }
    }

    var goal: PinGoal {
        if let to { return .set(to.image, to.digest) }
        // The lock says what is meant: its digests replace those that stand there.
        return update || locked ? .update : unpin ? .unpin : .pin
    }

    private var granted: Set<FoundReference.Request> {
        var granted: Set<FoundReference.Request> = []
        if commands { granted.insert(.commands) }
        if caches { granted.insert(.caches) }
        if allowStaleArg { granted.insert(.staleVariables) }
        return granted
    }
}

extension PinTarget {
    /// What to ask to learn whether the digest is there.
    var question: Reference {
        let normal = image.normalized()
        return Reference(host: normal.host, repository: normal.repository, digest: digest)
    }
}
