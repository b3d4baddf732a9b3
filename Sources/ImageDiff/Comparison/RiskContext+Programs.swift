// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Archive
public import OCIModel

extension RiskContext {
    /// The programs that an image runs, as paths of its tree: what entrypoint and command name, and where links lead.
    ///
    /// Words of a script after `sh -c` count, too. A shell does not: it runs what it is given, and an image whose command
    /// is a shell has no program of its own. Only paths that exist are found.
    ///
    /// - Parameters:
    ///   - config: The image's configuration.
    ///   - tree: The image's files.
    /// - Returns: Absolute paths: the programs, and the links that lead to them.
    public static func programs(of config: ImageConfig, in tree: FileTree) -> Set<ByteString> {
        let execution = config.execution
        var found: Set<ByteString> = []
        for word in words((execution.entrypoint ?? []) + (execution.command ?? [])) {
            for candidate in candidates(for: word, in: execution) {
                let trail = tree.trail(of: ByteString(candidate.utf8))
                guard let end = trail.last, tree[end]?.entry.kind == .file else { continue }
                found.formUnion(trail)
                break
            }
        }
        return found
    }

    /// What may name a program; a configuration can hold megabytes of arguments, of which the first count.
    private static func words(_ arguments: [String]) -> [Substring] {
        var words: [Substring] = []
        var seen: Set<Substring> = []
        for argument in arguments.prefix(64) {
            words += argument.prefix(16_384).split { " \t\n;&|()\"'`$".contains($0) }.filter {
                !$0.hasPrefix("-") && $0.utf8.count <= 4_096 && !KnownPrograms.isShell($0)
                    && seen.insert($0).inserted
            }
        }
        return Array(words.prefix(256))
    }

    /// Where a word may lead, the first that exists being meant.
    private static func candidates(for word: Substring, in execution: ImageConfig.Execution) -> [String] {
        if word.hasPrefix("/") { return [String(word)] }
        let here = "\(execution.workingDirectory)/\(word)"
        if word.contains("/") { return [here] }
        let search = execution.environment.last { $0.hasPrefix("PATH=") }.map { $0.dropFirst(5) } ?? standardSearch
        return search.split(separator: ":").prefix(32).map { "\($0)/\(word)" } + [here]
    }

    private static let standardSearch: Substring = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
}
