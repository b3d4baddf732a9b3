// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Pinning

/// Files that are as long as they may be are read in the time their length needs, or refused.
@Suite struct LargeInputTests {
    private static let inputs: [(FileKind, String, String, String)] = [
        (.devcontainer, "{\"build\":{\"cacheFrom\":\"", "a,", "\"}}"),
        (.devcontainer, "{\"image\":\"", "\\u0061", "\"}"),
        (.devcontainer, "{\"image\":\"", "${", "\"}"), (.bake, "", "a=<<E\nx\nE\n", ""),
        (.bake, "target \"t\" {\n cache-from=[\"", "a,", "\"]\n}"),
        (.bake, "target \"t\" {\n dockerfile-inline=\"", "FROM a\\n", "\"\n}"),
        (.bake, "target \"t\" {\n dockerfile-inline=<<-E\n", "  ${a}\n", "E\n}"),
        (.bake, "{\"target\":{\"t\":{\"dockerfile-inline\":\"FROM a\\n", "#\\n${a}", "\"}}}"),
        (.bake, "target \"t\" {\n contexts={a=\"docker-image://", "${a}", "\"}\n}"),
        (.quadlet, "[Container]\nImage=", "\\\n", ""), (.quadlet, "[Container]\n", "Mount=type=image,source=a\n", ""),
        (.quadlet, "[Container]\nImage=a", "\\\n b", ""), (.gitlab, "image: ", "$A", ""),
        (.gitlab, "image: a:$B\n", "j%: {variables: {B: c}}\n", ""),
        (.workflow, "jobs:\n", " j%: {container: a}\n", ""),
    ]

    @Test(arguments: inputs.indices) func aLongFileIsReadOrRefused(index: Int) throws {
        let (kind, start, piece, end) = Self.inputs[index]
        let count = 100_000 / piece.utf8.count
        let middle = (0..<count).map { piece.replacing("%", with: "\($0)") }.joined()
        let text = SourceText(path: "f", bytes: Array((start + middle + end).utf8))
        do throws(PinningError) {
            let found = try kind.format.references(in: text, context: ReadingContext())
            #expect(found.allSatisfy { $0.span.upperBound <= text.bytes.count })
        } catch {
            #expect(error.code == .malformed || error.code == .tooLarge)
        }
    }
}
