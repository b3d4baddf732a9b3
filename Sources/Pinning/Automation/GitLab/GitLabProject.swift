// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A pipeline with the files of the repository that it includes.
///
/// Each file is read with the variables of the others, which are not edited from there. Files of other projects, of other
/// hosts and of the server's own are not looked at.
struct GitLabProject {
    private static let maximumFiles = 50
    /// How many directories deep a file may stand below the root of its repository to find others from there.
    private static let maximumDepth = 16

    private let context: ReadingContext
    private var files: [GitLabFile]
    /// What includes no file that could be read, by the number of the file that names it, and why.
    private var missing: [(file: Int, node: YAMLNode, reason: String)] = []
    private var paths: Set<String>

    init(_ text: SourceText, context: ReadingContext) throws(PinningError) {
        self.context = context
        self.files = [try GitLabFile(text)]
        self.paths = [text.path]
        var next = 0
        while next < files.count {
            for include in files[next].includes { follow(include, of: next) }
            next += 1
        }
    }

    /// Everything that was found: in the order of the bytes, file by file.
    mutating func references() throws(PinningError) -> [FoundReference] {
        var found: [FoundReference] = []
        for (number, file) in files.enumerated() {
            let others = files.indices.filter { $0 != number }
            // The file that includes others has the last word.
            let variables = others.reversed().reduce(into: [String: YAMLNode]()) {
                $0.merge(files[$1].variables) { $1 }
            }
            let names = others.reduce(into: [String: String]()) { names, other in
                for name in files[other].names { names[name] = files[other].text.path }
            }
            var collector = GitLabCollector(file.text, file.stream, inherited: variables, usedElsewhere: names)
            for pipeline in file.pipelines { try collector.visit(GitLabPipeline(pipeline, inherited: variables)) }
            for include in missing where include.file == number {
                collector.visit(missing: include.node, include.reason)
            }
            found += RepeatedKeys.settle(collector.references(), in: file.stream, of: file.text.path)
        }
        return found
    }

    private mutating func follow(_ include: YAMLNode, of file: Int) {
        guard let path = include.string else { return }
        guard !path.contains("$"), !path.contains("*") else {
            // What stands where pipelines are kept is found there.
            guard path.contains("$") || !path.contains(".gitlab") else { return }
            missing.append((file, include, "which files are included is not known"))
            return
        }
        guard let text = text(at: path) else {
            missing.append((file, include, "the included file is not there, or may not be read"))
            return
        }
        guard !paths.contains(text.path) else { return }
        guard files.count < Self.maximumFiles else {
            missing.append((file, include, "the pipeline includes more files than are read"))
            return
        }
        paths.insert(text.path)
        do throws(PinningError) {
            files.append(try GitLabFile(text))
        } catch {
            missing.append((file, include, "the included file cannot be read: \(error.message)"))
        }
    }

    /// Finds a file by its path from the root of the repository, which is some directory above the pipeline.
    private func text(at path: String) -> SourceText? {
        let relative = String(path.drop { $0 == "/" })
        let depth = min(Self.maximumDepth, files[0].text.path.utf8.count { $0 == UInt8(ascii: "/") })
        for level in (0...depth).reversed() {
            if let text = context.file(String(repeating: "../", count: level) + relative) { return text }
        }
        return nil
    }
}
