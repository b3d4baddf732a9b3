// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import Testing

@Suite struct ConfigComparisonTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let old: String
        let new: String
        let field: ConfigDifference.Field
        let from: String?
        let to: String?
        let severity: Severity
        var testDescription: String { "\(old) -> \(new)" }

        init(
            _ old: String,
            _ new: String,
            _ field: ConfigDifference.Field,
            _ from: String?,
            _ to: String?,
            _ severity: Severity
        ) {
            self.old = old
            self.new = new
            self.field = field
            self.from = from
            self.to = to
            self.severity = severity
        }
    }

    static let settings: [Row] = [
        Row("", #""Entrypoint":["/a","b"]"#, .entrypoint, nil, #"["/a","b"]"#, .high),
        Row(#""Cmd":["a"]"#, #""Cmd":["b"]"#, .command, #"["a"]"#, #"["b"]"#, .high),
        Row(#""User":"1""#, #""User":"""#, .user, "1", nil, .high),
        Row(#""ExposedPorts":{"80/tcp":{}}"#, "", .ports, #"["80/tcp"]"#, nil, .medium),
        Row("", #""Volumes":{"/v":{}}"#, .volumes, nil, #"["/v"]"#, .medium),
        Row("", #""Healthcheck":{"Test":["NONE"]}"#, .healthcheck, nil, #"{"Test":["NONE"]}"#, .medium),
        Row("", #""WorkingDir":"/w""#, .workingDirectory, nil, "/w", .medium),
        Row("", #""StopSignal":"SIGINT""#, .stopSignal, nil, "SIGINT", .medium),
        Row("", #""Shell":["/bin/bash"]"#, .shell, nil, #"["/bin/bash"]"#, .low),
        Row("", #""OnBuild":["RUN x"]"#, .onBuild, nil, #"["RUN x"]"#, .medium),
        Row(#""Labels":{"a":"1"}"#, #""Labels":{"a":"2"}"#, .labels, "a=1", "a=2", .info),
        Row(
            #""Labels":{"org.opencontainers.image.source":"x"}"#,
            "",
            .labels,
            "org.opencontainers.image.source=x",
            nil,
            .low
        ),
        Row(#""Env":["A=1"]"#, #""Env":["A=2"]"#, .environment, "A=1", "A=2", .medium),
        Row("", #""Env":["A="]"#, .environment, nil, "A=", .medium),
        Row(#""Env":["A"]"#, #""Env":["A="]"#, .environment, "A", "A=", .medium),
    ]

    @Test(arguments: settings)
    func namesTheSetting(_ row: Row) throws {
        let comparison = ConfigComparison(
            try Sample.config("{\"config\":{\(row.old)}}"),
            try Sample.config("{\"config\":{\(row.new)}}")
        )
        #expect(
            comparison.differences == [
                ConfigDifference(field: row.field, from: row.from, to: row.to, severity: row.severity)
            ]
        )
        #expect(comparison.isBehaviour == (row.field != .labels))
    }

    @Test(arguments: [
        ("LD_PRELOAD", Severity.high), ("LD_LIBRARY_PATH", .high), ("LD_AUDIT", .high), ("PATH", .high),
        ("PYTHONPATH", .high), ("NODE_OPTIONS", .high), ("https_proxy", .high), ("NO_PROXY", .high),
        ("JAVA_TOOL_OPTIONS", .high), ("HOME", .medium), ("MY_PATH", .medium),
    ])
    func variablesThatDecideAreHigh(name: String, severity: Severity) throws {
        let comparison = ConfigComparison(
            try Sample.config(),
            try Sample.config(#"{"config":{"Env":["\#(name)=/x"]}}"#)
        )
        #expect(comparison.differences.map(\.severity) == [severity])
    }

    @Test(arguments: [
        (#"{"config":{"Cmd":[]}}"#, #"{"config":{"Cmd":null}}"#),
        (#"{"config":{"Env":["A=1","B=2"]}}"#, #"{"config":{"Env":["B=2","A=0","A=1"]}}"#),
        (#"{"os":"linux","architecture":"arm64"}"#, #"{"os":"linux","architecture":"arm64","variant":"v8"}"#),
        (#"{"config":{"Healthcheck":{"a":1,"b":2}}}"#, #"{"config":{"Healthcheck":{"b":2,"a":1}}}"#),
    ])
    func takesOtherSpellingsForTheSame(old: String, new: String) throws {
        #expect(ConfigComparison(try Sample.config(old), try Sample.config(new)).differences.isEmpty)
    }

    @Test func listsVariablesAndLabelsByName() throws {
        let comparison = ConfigComparison(
            try Sample.config(#"{"config":{"Env":["B=1","A=1","C=1"],"Labels":{"y":"1"}}}"#),
            try Sample.config(#"{"config":{"Env":["A=2","D=1","C=1"],"Labels":{"x":"1"}}}"#)
        )
        #expect(comparison.differences.map(\.from) == ["A=1", "B=1", nil, nil, "y=1"])
        #expect(comparison.differences.map(\.to) == ["A=2", nil, "D=1", "x=1", nil])
    }

    @Test func neverRepeatsASecret() throws {
        let comparison = ConfigComparison(
            try Sample.config(#"{"config":{"Env":["DB_PASSWORD=hunter1"],"Labels":{"k":"plain"}}}"#),
            try Sample.config(
                #"{"config":{"Env":["DB_PASSWORD=hunter2"],"Labels":{"k":"AKIAABCDEFGHIJKLMNOP"}}}"#
            )
        )
        #expect(comparison.differences.map(\.from) == ["DB_PASSWORD=(hidden)", "k=plain"])
        #expect(comparison.differences.map(\.to) == ["DB_PASSWORD=(hidden)", "k=(hidden)"])
    }

    @Test func anotherPlatformIsHigh() throws {
        let comparison = ConfigComparison(
            try Sample.config(#"{"os":"linux","architecture":"amd64"}"#),
            try Sample.config(#"{"os":"linux","architecture":"arm64"}"#)
        )
        #expect(comparison.differences.map(\.field) == [.platform])
        #expect(comparison.differences.map(\.severity) == [.high])
    }

    @Test func listsHowItWasMadeOnlyStrictly() throws {
        let old = try Sample.config(#"{"created":"2026-01-01T00:00:00Z","author":"a","history":[]}"#)
        let new = try Sample.config(#"{"created":"2026-01-02T00:00:00Z","author":"b","history":[{"created_by":"x"}]}"#)
        #expect(ConfigComparison(old, new).differences.isEmpty)
        #expect(ConfigComparison(old, new).wasMadeDifferently)
        let strict = ConfigComparison(old, new, mode: .strict)
        #expect(strict.differences.map(\.field) == [.created, .author, .history])
        #expect(strict.differences.map(\.isMoment) == [true, false, false])
        #expect(strict.differsOnlyInMoments)
        #expect(!ConfigComparison(old, old).wasMadeDifferently)
    }
}
