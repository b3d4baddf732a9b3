// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import RegistryHTTP

@Suite struct LogPathTests {
    struct Row: Sendable {
        let path: String
        let route: Route
    }

    @Test(
        arguments: [
            Row(path: "app/_holdfast/log/checkpoint", route: .log(repository: "app", .checkpoint)),
            Row(path: "team/tags/app/_holdfast/log/key", route: .log(repository: "team/tags/app", .key)),
            Row(path: "app/_holdfast/log/tile/0/x001/234", route: .log(repository: "app", .tile("0/x001/234"))),
            Row(path: "app/_holdfast/log/tile/0/000.p/44", route: .log(repository: "app", .tile("0/000.p/44"))),
            Row(
                path: "app/_holdfast/log/tile/entries/000",
                route: .log(repository: "app", .tile("entries/000"))
            ),
            Row(
                path: "app/_holdfast/log/tile/manifests/1",
                route: .log(repository: "app", .tile("manifests/1"))
            ),
            Row(path: "app/_holdfast/tags/1.0/proof", route: .log(repository: "app", .proof(tag: "1.0"))),
            Row(path: "app/_holdfast/tags/list/proof", route: .log(repository: "app", .proof(tag: "list"))),
            Row(path: "_holdfast/log/checkpoint", route: .log(repository: "", .checkpoint)),
            Row(path: "app/_holdfast/tags/list", route: .unknown),
            Row(path: "app/_holdfast/log", route: .unknown),
            Row(path: "app/_holdfast/log/tile", route: .unknown),
            Row(path: "app/_holdfast/log/checkpoint/", route: .unknown),
            Row(path: "app/_holdfast/log/checkpoint/manifests/1", route: .unknown),
            Row(path: "app/_holdfast/tags/1.0/proof/x", route: .unknown),
            Row(path: "app/_holdfast/blobs/uploads", route: .unknown),
        ]
    )
    func readsWhatIsAskedOfALog(_ row: Row) {
        #expect(Route(RequestPath("/v2/\(row.path)")) == row.route)
    }

    @Test func asksTheSameOfTheRepositoryThatIsMeant() {
        let route = Route.log(repository: "nginx", .tile("0/000"))
        #expect(route.about("docker.io/library/nginx") == .log(repository: "docker.io/library/nginx", .tile("0/000")))
    }
}
