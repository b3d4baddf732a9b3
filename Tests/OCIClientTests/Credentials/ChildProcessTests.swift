// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import OCIClient

@Suite struct ChildProcessTests {
    private func variables(without names: Set<String>) -> [Substring] {
        let process = ChildProcess(path: "/usr/bin/env", arguments: [], withoutVariables: names)
        let outcome = process.run(input: "", outputLimit: 1 << 20, timeLimit: .seconds(60))
        guard case .exited(0, let output) = outcome else {
            Issue.record("\(outcome)")
            return []
        }
        return String(decoding: output, as: UTF8.self).split(separator: "\n").map { $0.prefix { $0 != "=" } }
    }

    @Test func givesTheEnvironmentWithoutWhatIsNamed() {
        let all = variables(without: [])
        #expect(all.contains("PATH"))
        let rest = variables(without: ["PATH", "PAT"])
        #expect(rest == all.filter { $0 != "PATH" })
    }
}
