// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Commands

@Suite struct KubernetesPodsTests {
    static let pods = """
        {"apiVersion":"v1","kind":"List","items":[
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-1","namespace":"shop"},
        "spec":{"containers":[{"name":"web","image":"HOST/team/app:1.0"},{"name":"log","image":"nginx"}],
        "initContainers":[{"name":"sidecar","image":"HOST/team/side:2"},{"name":"setup","image":"busybox"}],
        "ephemeralContainers":[{"name":"debug","image":"busybox:1"}]},
        "status":{"containerStatuses":[
        {"name":"web","image":"other/spelling:1.0","imageID":"HOST/team/app@\(Documents.old)","state":{"running":{}}},
        {"name":"log","image":"docker.io/library/nginx:latest","imageID":"docker-pullable://nginx@\(Documents.new)",
        "state":{"running":{"startedAt":"2026-11-20T00:00:00Z"}}}],
        "initContainerStatuses":[
        {"name":"sidecar","imageID":"sha256:\(String(repeating: "c", count: 64))","state":{"running":{}}},
        {"name":"setup","imageID":"x@\(Documents.new)","state":{"terminated":{}}}],
        "ephemeralContainerStatuses":[{"name":"debug","imageID":"","state":{"waiting":{}}}]}},
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"shop"},"spec":{},"status":{}}
        ]}
        """

    @Test func readsWhatRunsOfEachKind() throws {
        let containers = try KubernetesPods.containers(in: Array(Self.pods.utf8), of: "x")
        #expect(containers.map(\.name) == ["web-1/log", "web-1/sidecar", "web-1/web"])
        #expect(containers.map(\.image) == ["nginx", "HOST/team/side:2", "HOST/team/app:1.0"])
        #expect(containers.map { $0.digests.map(\.rawValue) } == [[Documents.new], [], [Documents.old]])
        #expect(containers.allSatisfy { $0.namespace == "shop" })
    }

    @Test func readsASinglePod() throws {
        let pod = """
            {"kind":"Pod","metadata":{"name":"p"},"status":{"containerStatuses":[
            {"name":"c","image":"app:1","imageID":"docker.io/app@\(Documents.old)","state":{"running":{}}}]}}
            """
        let containers = try KubernetesPods.containers(in: Array(pod.utf8), of: "x")
        #expect(containers.map(\.image) == ["app:1"])
        #expect(containers.map(\.namespace) == [nil])
    }

    @Test(arguments: ["", "[]", "{}", #"{"kind":"List"}"#, #"{"kind":"Deployment","items":[]}"#, "{\"kind\":\"List\","])
    func refusesWhatIsNoListOfPods(_ text: String) {
        let error = #expect(throws: CommandFailure.self) {
            _ = try KubernetesPods.containers(in: Array(text.utf8), of: "pods.json")
        }
        #expect(error?.status == .usage)
        #expect(error?.message.contains("pods.json") == true)
    }

    @Test func survivesPodsOfAnyShape() {
        var state: UInt64 = 21
        let letters = Array("{}[]\",:0anull ".utf8)
        let whole = Array(Self.pods.utf8)
        for _ in 0..<400 {
            var bytes = whole
            for _ in 0..<2 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes[Int(state >> 33) % bytes.count] = letters[Int(state >> 20 & 0xff) % letters.count]
            }
            // Losing the error is right: that it neither crashes nor hangs is what is asked.
            _ = try? KubernetesPods.containers(in: bytes, of: "x")
        }
        for value in ["null", "1", "[]", "{}", "\"x\""] {
            for key in ["metadata", "spec", "status", "containerStatuses", "state", "imageID", "name", "items"] {
                let text = Self.pods.replacing(
                    "\"\(key)\":",
                    with: "\"\(key)\":\(value),\"old-\(key)\":",
                    maxReplacements: 1
                )
                _ = try? KubernetesPods.containers(in: Array(text.utf8), of: "x")
            }
        }
    }
}
