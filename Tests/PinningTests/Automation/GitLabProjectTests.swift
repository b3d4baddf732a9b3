// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Pinning

/// Pipelines of several files.
@Suite struct GitLabProjectTests {
    private static func listing(_ path: String = ".gitlab-ci.yml", files: [String: String]) throws -> [String] {
        let directory = path.split(separator: "/").dropLast().map { String($0) }
        let context = ReadingContext(file: { relative in
            var steps = directory
            for step in relative.split(separator: "/") {
                guard step == ".." else {
                    steps.append(String(step))
                    continue
                }
                guard steps.popLast() != nil else { return nil }
            }
            let full = steps.joined(separator: "/")
            return files[full].map { SourceText(path: full, bytes: Array($0.utf8)) }
        })
        let text = SourceText(path: path, bytes: Array((files[path] ?? "").utf8))
        return try GitLabFormat().references(in: text, context: context).map { found in
            let editing =
                switch found.editing {
                case .inPlace: ""
                case .onRequest: " ask"
                case .lockOnly(let reason): " lock: \(reason)"
                }
            return "\(found.path) \(found.written) = \(found.reference?.description ?? "?")\(editing)"
        }
    }

    @Test func readsTheFilesThatItIncludes() throws {
        let found = try Self.listing(files: [
            ".gitlab-ci.yml": """
            include: [{local: ci/build.yml}, {local: /ci/test.yml}, ci/more.yml, {project: a/b, file: x.yml},
              {remote: "https://example.com/x.yml"}, {template: X.yml}, "https://example.com/y.yml"]
            job: {image: a:1, script: x}
            child: {trigger: {include: ci/child.yml}}
            """,
            "ci/build.yml": "include: /ci/deep.yml\nbuild: {image: b:1}",
            "ci/test.yml": "include: /.gitlab-ci.yml\ntest: {image: c:1}",
            "ci/more.yml": "more: {image: d:1}",
            "ci/child.yml": "more: {image: e:1}",
            "ci/deep.yml": "include: [ci/build.yml, ci/deep.yml]\nmore: {image: f:1}",
        ])
        #expect(
            found == [
                ".gitlab-ci.yml a:1 = a:1", "ci/build.yml b:1 = b:1", "ci/test.yml c:1 = c:1", "ci/more.yml d:1 = d:1",
                "ci/child.yml e:1 = e:1", "ci/deep.yml f:1 = f:1",
            ]
        )
    }

    @Test func findsFilesFromTheRootOfTheRepository() throws {
        let found = try Self.listing(
            "ci/a/pipeline.yml",
            files: ["ci/a/pipeline.yml": "include: /ci/b.yml", "ci/b.yml": "job: {image: b:1}"]
        )
        #expect(found == ["ci/b.yml b:1 = b:1"])
    }

    @Test func saysWhatItMisses() throws {
        let found = try Self.listing(files: [
            ".gitlab-ci.yml": "include: [missing.yml, {local: broken.yml}, $X/a.yml, ci/*.yml, '.gitlab/*.yml']",
            "broken.yml": "a: [",
        ])
        #expect(found.map { String($0.prefix(40)) }.count == 4)
        #expect(found.allSatisfy { $0.contains(" = ? lock: ") })
        #expect(
            found.first?.hasSuffix("missing.yml = ? lock: the included file is not there, or may not be read") == true
        )
    }

    @Test func variablesCountAcrossFilesAndAreEditedInTheirOwn() throws {
        let found = try Self.listing(files: [
            ".gitlab-ci.yml": """
            include: [vars.yml, ci.yml]
            variables: {V: "2", OWN: "own:1", SHARED: "shared:1"}
            a: {image: $OTHER}
            b: {image: $OWN}
            c: {image: $SHARED}
            """,
            "vars.yml": "variables: {OTHER: \"other:1\", V: \"1\"}",
            "ci.yml": "job: {image: \"x:$V\", script: run $SHARED}",
        ])
        #expect(
            found == [
                ".gitlab-ci.yml own:1 = own:1",
                ".gitlab-ci.yml shared:1 = shared:1 lock: SHARED is also used in ci.yml",
                ".gitlab-ci.yml $OTHER = other:1 ask", "ci.yml x:$V = x:2 ask",
            ]
        )
    }

    @Test func includesAreBounded() throws {
        var files = [".gitlab-ci.yml": "include: n1.yml"]
        for number in 1...60 { files["n\(number).yml"] = "include: n\(number + 1).yml\nj: {image: a:\(number)}" }
        let found = try Self.listing(files: files)
        #expect(found.count == 50)
        #expect(found.contains { $0.hasSuffix("= ? lock: the pipeline includes more files than are read") })
    }
}
