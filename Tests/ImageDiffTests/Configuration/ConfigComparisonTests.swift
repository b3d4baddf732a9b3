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
        Row("", #""StopTimeout":0"#, .other, nil, "StopTimeout=0", .low),
        Row(#""ArgsEscaped":true"#, #""ArgsEscaped":false"#, .other, "ArgsEscaped=true", nil, .low),
        Row(#""New":{"b":1,"a":2}"#, "", .other, #"New={"a":2,"b":1}"#, nil, .low),
        Row("", #""ApiToken":"","API_TOKEN":"abc""#, .other, nil, "API_TOKEN=(hidden)", .low),
        Row(
            #""Cmd":["a"]"#,
            #""Cmd":["a","--token","x y"]"#,
            .command,
            #"["a"]"#,
            #"["a","--token","(hidden)"]"#,
            .high
        ),
        Row(
            "",
            #""Entrypoint":["sh","-c","API_KEY=k run"]"#,
            .entrypoint,
            nil,
            #"["sh","-c","API_KEY=(hidden) run"]"#,
            .high
        ),
        Row("", #""OnBuild":["ENV DB_PASSWORD=x"]"#, .onBuild, nil, #"["ENV DB_PASSWORD=(hidden)"]"#, .medium),
        Row("", #""Shell":["--password=x"]"#, .shell, nil, #"["--password=(hidden)"]"#, .low),
        Row(
            "",
            #""Healthcheck":{"Test":["CMD","x","--password","y"]}"#,
            .healthcheck,
            nil,
            #"{"Test":["CMD","x","--password","(hidden)"]}"#,
            .medium
        ),
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

    @Test func secretsThatDifferAreADifferenceAllTheSame() throws {
        let comparison = ConfigComparison(
            try Sample.config(#"{"config":{"Cmd":["--password=a"]}}"#),
            try Sample.config(#"{"config":{"Cmd":["--password=b"]}}"#)
        )
        #expect(comparison.differences.map(\.from) == [#"["--password=(hidden)"]"#])
        #expect(comparison.differences.map(\.to) == [#"["--password=(hidden)"]"#])
    }

    @Test(arguments: [
        (#""os.version":"10.0.1""#, ConfigDifference.Field.other, #"os.version="10.0.1""#, Severity.low),
        (#""os.features":["win32k"]"#, .other, #"os.features=["win32k"]"#, .low),
        (#""docker_version":"20.10""#, .remark, #"docker_version="20.10""#, .info),
        (#""config":{"Hostname":"b8cd0ee7f1ef"}"#, .remark, #"Hostname="b8cd0ee7f1ef""#, .info),
        (
            #""container_config":{"Env":["API_TOKEN=x"]}"#, .remark,
            #"container_config={"Env":["API_TOKEN=(hidden)"]}"#, .info
        ),
    ])
    func keysOutsideOfTheSettingsAreCompared(
        member: String,
        field: ConfigDifference.Field,
        text: String,
        severity: Severity
    ) throws {
        let comparison = ConfigComparison(try Sample.config(), try Sample.config("{\(member)}"))
        #expect(comparison.differences == [ConfigDifference(field: field, from: nil, to: text, severity: severity)])
        #expect(comparison.isBehaviour == (field == .other))
        #expect(comparison.differsOnlyInMoments == (field == .remark))
    }

    @Test func longValuesAreToldApartWithoutBeingShown() throws {
        let values = ["a", "b"].map { String(repeating: "x", count: 1_000) + $0 }
        let comparison = ConfigComparison(
            try Sample.config(#"{"config":{"New":"\#(values[0])"}}"#),
            try Sample.config(#"{"config":{"New":"\#(values[1])"}}"#)
        )
        let difference = try #require(comparison.differences.first)
        #expect(difference.from != difference.to)
        #expect(difference.from?.hasPrefix("New=(1003 bytes, sha256:") == true)
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
