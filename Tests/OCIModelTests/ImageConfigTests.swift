// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Randomness
import Testing

@Suite struct ImageConfigTests {
    private func config(_ text: String) throws -> ImageConfig { try ImageConfig(Array(text.utf8)) }

    @Test func readsWhatRealConfigurationsLeaveOut() throws {
        let empty = try config("{}")
        #expect(empty.execution == ImageConfig.Execution())
        #expect(empty.diffIDs.isEmpty)
        let nulls = try config(#"{"config":null,"rootfs":null,"history":null,"created":null}"#)
        #expect(nulls.history.isEmpty)
        #expect(nulls.created == nil)
    }

    @Test func readsWhatDecidesHowContainersRun() throws {
        let text = #"""
            {"os":"linux","architecture":"arm64","variant":"v8","config":{"User":"7","Env":["A=1"],"Entrypoint":"/a",
            "Cmd":["b"],"ExposedPorts":{"80/tcp":{},"53/udp":{}},"Volumes":{"/v":{}},"Labels":{"k":"v"},
            "Healthcheck":{"Test":["NONE"],"Interval":1}},"history":[{"created_by":"RUN a","empty_layer":true},{}]}
            """#
        let execution = try config(text).execution
        #expect(execution.user == "7")
        #expect(execution.entrypoint == ["/a"])
        #expect(execution.exposedPorts == ["53/udp", "80/tcp"])
        #expect(execution.healthcheck == #"{"Interval":1,"Test":["NONE"]}"#)
        #expect(try config(text).platform.description == "linux/arm64/v8")
        #expect(try config(text).history.map(\.isEmptyLayer) == [true, false])
    }

    /// Runtimes take keys in any spelling, and the last one: another reader would see another image.
    @Test(arguments: [
        #"{"config":{"User":"1000","user":"0"}}"#, #"{"config":{"entrypoint":["/evil"]}}"#, #"{"Config":{}}"#,
        #"{"rootfs":{"diff_ids":[],"DIFF_IDS":[]}}"#, #"{"history":[{"Empty_Layer":true}]}"#,
    ])
    func refusesKeysInAnotherSpelling(text: String) {
        #expect(throws: ManifestError.self) { try config(text) }
    }

    @Test(arguments: [
        "", "[]", #"{"config":1}"#, #"{"config":{"Env":[1]}}"#, #"{"rootfs":{"diff_ids":["sha256:x"]}}"#,
        #"{"history":{}}"#,
    ])
    func refusesWhatIsNoConfiguration(text: String) {
        #expect(throws: ManifestError.self) { try config(text) }
    }

    @Test func neverCrashesOnDamage() {
        let text =
            #"{"os":"linux","config":{"Env":["A=1"],"Labels":{"k":"v"}},"rootfs":{"diff_ids":[]},"history":[{}]}"#
        var random = Deterministic(seed: 7)
        for _ in 0..<3_000 {
            var bytes = Array(text.utf8)
            for _ in 0...Int.random(in: 0...3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            // Only that it comes back matters: most damage is an error, some is another configuration.
            _ = try? ImageConfig(bytes)
        }
    }
}
