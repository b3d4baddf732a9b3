// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import OCIModel

@testable import OCIClient

/// Archives as `docker save` wrote them before Docker 25.
enum SavedImages {
    /// Two layers, of which an image that is saved along has the lower one as a link, as Docker 1.10 to 24 did.
    struct Modern {
        let base = TestArchive(files: ["etc/os-release": "ID=test"]).bytes
        let top = TestArchive(files: ["bin/tool": "a tool"]).bytes
        let config: [UInt8]
        let baseConfig: [UInt8]

        init() {
            config = Self.config([base, top])
            baseConfig = Self.config([base])
        }

        var configName: String { "\(RunningDigest.of(config, .sha256).hex).json" }

        /// `manifest.json` with an image of both layers.
        var list: String {
            """
            [{"Config": "\(configName)", "RepoTags": ["tool:1.0"], "Layers": ["aa/layer.tar", "bb/layer.tar"]}]
            """
        }

        /// `manifest.json` with a second image of the lower layer.
        var longList: String {
            """
            [{"Config": "\(configName)", "RepoTags": ["tool:1.0"], "Layers": ["aa/layer.tar", "bb/layer.tar"]},
             {"Config": "base.json", "RepoTags": ["example.com/team/base:2", "base:2"], "Layers": ["cc/layer.tar"]}]
            """
        }

        func archive(list: String) -> TestArchive {
            var archive = TestArchive(files: [
                ("./\(configName)", config), ("base.json", baseConfig), ("aa/VERSION", Array("1.0".utf8)),
                ("aa/layer.tar", base), ("bb/layer.tar", top),
            ])
            archive.add("cc/layer.tar", .symbolicLink, to: "../aa/layer.tar")
            archive.add("manifest.json", Array(list.utf8))
            return archive
        }

        private static func config(_ layers: [[UInt8]]) -> [UInt8] {
            var json = JSONWriter()
            json.object { json in
                json.member("architecture", "amd64")
                json.member("os", "linux")
                json.member(
                    "rootfs",
                    object: { json in
                        json.member("type", "layers")
                        json.member("diff_ids", texts: layers.map { RunningDigest.of($0, .sha256).rawValue })
                    }
                )
            }
            return json.bytes
        }
    }

    /// Layers that name their parents, as before Docker 1.10.
    struct Ancient {
        let base = TestArchive(files: ["etc/os-release": "ID=test"]).bytes
        let top = TestArchive(files: ["bin/tool": "a tool"]).bytes
        let repositories = "{\"tool\": {\"0.9\": \"bb\"}}"
        let baseDescription = """
            {"id": "aa", "created": "2014-01-01T00:00:00Z", "os": "linux", "architecture": "amd64",
             "container_config": {"Cmd": ["/bin/sh", "-c", "#(nop) ADD file:1 in /"]}}
            """
        let description = """
            {"id": "bb", "parent": "aa", "created": "2014-01-02T00:00:00Z", "os": "linux", "architecture": "amd64",
             "author": "Ann", "config": {"Cmd": ["tool"], "Env": ["A=b"]},
             "container_config": {"Cmd": ["/bin/sh", "-c", "make tool"]}}
            """

        func archive(repositories: String? = nil, description: String? = nil) -> TestArchive {
            TestArchive(files: [
                ("aa/VERSION", Array("1.0".utf8)), ("aa/json", Array(baseDescription.utf8)), ("aa/layer.tar", base),
                ("bb/json", Array((description ?? self.description).utf8)), ("bb/layer.tar", top),
                ("repositories", Array((repositories ?? self.repositories).utf8)),
            ])
        }
    }
}
