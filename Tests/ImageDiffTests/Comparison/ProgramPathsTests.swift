// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import Testing

@Suite struct ProgramPathsTests {
    static let tree = Sample.tree([
        "/bin": Sample.link("usr/bin"),
        "/usr/bin/dash": Sample.program(),
        "/usr/bin/sh": Sample.link("dash"),
        "/usr/bin/python3": Sample.link("/opt/python"),
        "/opt/python": Sample.program(),
        "/app/main.py": Sample.file(),
        "/app/serve": Sample.program(),
        "/loop": Sample.link("loop"),
        "/up": Sample.link("../../../app/serve"),
    ])

    @Test(
        arguments: [
            (#"{"Entrypoint":["/app/serve","--port","80"]}"#, ["/app/serve"]),
            (#"{"Cmd":["serve"],"WorkingDir":"/app"}"#, ["/app/serve"]),
            (#"{"Cmd":["serve"],"Env":["PATH=/bin:/app"]}"#, ["/app/serve"]),
            (#"{"Cmd":["./serve"],"WorkingDir":"/app"}"#, ["/app/serve"]),
            (
                #"{"Cmd":["python3","main.py"],"WorkingDir":"/app"}"#,
                ["/app/main.py", "/opt/python", "/usr/bin/python3"]
            ),
            (#"{"Entrypoint":["/bin/sh"],"Cmd":["/app/main.py"]}"#, ["/app/main.py"]),
            (#"{"Cmd":["bash"]}"#, []),
            (#"{"Cmd":["/bin/sh","-c","exec /app/serve; true"]}"#, ["/app/serve"]),
            (#"{"Cmd":["/up"]}"#, ["/app/serve", "/up"]),
            (#"{"Cmd":["/loop"]}"#, []),
            (#"{"Cmd":["/not/there","/app"]}"#, []),
            ("{}", []),
        ] as [(String, [ByteString])]
    )
    func findsWhatAnImageRuns(execution: String, programs: [ByteString]) throws {
        let config = try Sample.config(#"{"config":\#(execution)}"#)
        #expect(RiskContext.programs(of: config, in: Self.tree).sorted() == programs)
    }

    @Test func boundsWhatAConfigurationMakesItDo() throws {
        let words = (0..<80).map { row in (0..<300).map { "x\(row)-\($0)" }.joined(separator: " ") }
        let list = "[" + words.map { "\"\($0)\"" }.joined(separator: ",") + "]"
        let config = try Sample.config(
            #"{"config":{"Cmd":\#(list),"Env":["PATH=\#(String(repeating: "/b:", count: 9_000))"]}}"#
        )
        #expect(RiskContext.programs(of: config, in: Self.tree).isEmpty)
    }
}
