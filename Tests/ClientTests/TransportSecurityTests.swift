// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import Testing

extension ClientTests {
    /// An address that other machines reach: TLS, users, and what changes while it runs.
    @Suite(.needs("openssl", "curl", "skopeo"))
    struct TransportSecurityTests {
        private static let configuration = """
            tls: {certificate: DIR/cert.pem, key: DIR/key.pem}
            users: DIR/data/users
            access:
              - users: [ann]
                can: [pull, push, delete, approve, admin]
              - users: [bob]
                can: [pull]
            """

        private func makeCertificate(named name: String, in directory: String) async throws {
            let addresses = ["IP:127.0.0.1", "DNS:localhost"] + Self.addresses.map { "IP:\($0)" }
            try await Shell.succeed(
                "openssl",
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=\(name)", "-addext", "subjectAltName=\(addresses.joined(separator: ","))",
                    "-keyout", "\(directory)/key.pem", "-out", "\(directory)/cert.pem",
                ]
            )
        }

        /// The addresses of this machine that are not loopback.
        private static let addresses: [String] = {
            var list: UnsafeMutablePointer<ifaddrs>?
            guard getifaddrs(&list) == 0 else { return [] }
            defer { freeifaddrs(list) }
            return sequence(first: list) { $0?.pointee.ifa_next }.compactMap { entry in
                guard let address = entry?.pointee.ifa_addr, address.pointee.sa_family == AF_INET else { return nil }
                var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
                let size = socklen_t(MemoryLayout<sockaddr_in>.size)
                guard getnameinfo(address, size, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST) == 0 else {
                    return nil
                }
                let text = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                return text.hasPrefix("127.") ? nil : text
            }
        }()

        private func withRegistry(_ body: (RegistryProcess) async throws -> Void) async throws {
            try await RegistryProcess.run(
                configuration: Self.configuration,
                users: [("ann", "battery staple")],
                host: "0.0.0.0"
            ) { registry in
                try await makeCertificate(named: "first", in: registry.directory.path)
            } _: { registry in
                try await body(registry)
            }
        }

        private func code(_ registry: RegistryProcess, _ user: String?, host: String = "127.0.0.1") async throws
            -> String
        {
            let port = registry.authority.split(separator: ":").last ?? ""
            let outcome = try await Shell.run(
                "curl",
                ["--silent", "--cacert", "\(registry.directory.path)/cert.pem", "--write-out", "%{http_code}"]
                    + ["--output", "/dev/null", "https://\(host):\(port)/v2/"] + (user.map { ["--user", $0] } ?? [])
            )
            return outcome.output
        }

        @Test func everyAddressAsksForALoginOverTLS() async throws {
            try await withRegistry { registry in
                for host in ["127.0.0.1", "localhost"] + Self.addresses {
                    #expect(try await code(registry, "ann:battery staple", host: host) == "200")
                    #expect(try await code(registry, "ann:wrong", host: host) == "401")
                    #expect(try await code(registry, nil, host: host) == "401")
                }
                let plain = try await Shell.run("curl", ["--silent", "http://\(registry.authority)/v2/"])
                #expect(plain.status != 0, "\(plain)")
            }
        }

        @Test func skopeoPushesOverTLSWithALogin() async throws {
            try await withRegistry { registry in
                let image = try TestImage(layers: [TarArchive(["app": "one\n"]).bytes])
                try ImageLayout.write(["1.0": image], to: registry.directory, "in")
                try registry.directory.write(
                    "certs/ca.crt",
                    Shell.text(of: "\(registry.directory.path)/cert.pem")
                )
                let pushed = try await Shell.run(
                    "skopeo",
                    [
                        "copy", "--preserve-digests", "--dest-cert-dir", "\(registry.directory.path)/certs",
                        "--dest-creds", "ann:battery staple", "oci:\(registry.directory.path)/in:1.0",
                        "docker://\(registry.authority)/team/app:1.0",
                    ],
                    environment: ["REGISTRY_AUTH_FILE": try registry.directory.write("auth.json", "{}")]
                )
                #expect(pushed.status == 0, "\(pushed)")
            }
        }

        @Test(.enabled(if: !addresses.isEmpty, "this machine has no address but loopback"))
        func commandLineTrustsTheCertificatesItIsGiven() async throws {
            try await withRegistry { registry in
                let image = try TestImage(layers: [TarArchive(["app": "one\n"]).bytes])
                try ImageLayout.write(["1.0": image], to: registry.directory, "in")
                let port = registry.authority.split(separator: ":").last ?? ""
                let reference = "\(try #require(Self.addresses.first)):\(port)/team/app:1.0"
                let login = ["--creds", "ann:battery staple"]
                let trust = ["--ca", "\(registry.directory.path)/cert.pem"]
                let copy = ["copy", "oci:in:1.0", reference] + login
                #expect(try await registry.holdfast(copy).status == 3)
                let copied = try await registry.holdfast(copy + trust)
                #expect(copied.status == 0, "\(copied)")
                #expect(try await registry.holdfast(["resolve", reference] + trust).status == 4)
                #expect(try await registry.holdfast(["resolve", reference] + login + trust).status == 0)
                #expect(try await registry.holdfast(["history", reference] + login + trust).status == 0)
                #expect(try await registry.holdfast(["history", reference] + login).status == 3)
            }
        }

        @Test func certificateUsersAndRulesAreReadAgain() async throws {
            try await withRegistry { registry in
                #expect(try await subject(registry).contains("first"))
                try await pushTwice(registry, tag: "held", second: 409)

                try await makeCertificate(named: "second", in: registry.directory.path)
                try await Shell.succeed(
                    Machine.holdfast,
                    ["user", "add", "bob", "--password-stdin", "--data", "\(registry.directory.path)/elsewhere"],
                    input: "bobs word"
                )
                let added = try Shell.text(of: "\(registry.directory.path)/elsewhere/users")
                let users = try Shell.text(of: "\(registry.data)/users")
                try Data((users + added).utf8).write(to: URL(fileURLWithPath: "\(registry.data)/users"))
                try registry.configure(Self.configuration + "\nrules: [{change: allow}]\n")
                registry.signal(SIGHUP)
                let isReloaded = try await eventually(within: .seconds(30)) {
                    try registry.log.contains("were read again")
                }
                #expect(isReloaded)

                #expect(try await subject(registry).contains("second"))
                #expect(try await code(registry, "bob:bobs word") == "200")
                try await pushTwice(registry, tag: "moves", second: 201)
            }
        }

        @Test(arguments: ["rules: [{chnge: allow}]", "tls: {certificate: DIR/none.pem, key: DIR/key.pem}", "users: ["])
        func invalidFileLeavesTheOldOnesInForceLoudly(text: String) async throws {
            try await withRegistry { registry in
                let isTLS = text.hasPrefix("tls")
                try registry.configure(isTLS ? text : Self.configuration + "\n" + text)
                registry.signal(SIGHUP)
                let hasComplained = try await eventually(within: .seconds(30)) {
                    try registry.log.contains("NOT reloaded")
                }
                #expect(hasComplained)
                #expect(try registry.log.contains("level=error"))
                #expect(try await subject(registry).contains("first"))
                #expect(try await code(registry, "ann:battery staple") == "200")
                try await pushTwice(registry, tag: "held", second: 409)
            }
        }

        @Test(arguments: [
            ("", "no users and no TLS"), ("tls: {certificate: DIR/cert.pem, key: DIR/key.pem}", "no users"),
            ("users: DIR/data/users", "no TLS"),
        ])
        func doesNotStartInTheOpenWithoutUsersAndTLS(configuration: String, missing: String) async throws {
            let directory = try TemporaryDirectory()
            let file = try directory.write("holdfast.yaml", configuration.replacing("DIR", with: directory.path))
            let outcome = try await Shell.run(
                Machine.holdfast,
                ["serve", "--listen", "0.0.0.0:0", "--data", "\(directory.path)/data", "--config", file],
                within: .seconds(30)
            )
            #expect(outcome.status == 2, "\(outcome)")
            #expect(outcome.errors.contains(missing), "\(outcome)")
            if missing.contains("users") { #expect(outcome.errors.contains("holdfast user add NAME"), "\(outcome)") }
            if missing.contains("TLS") { #expect(outcome.errors.contains("tls: {certificate:"), "\(outcome)") }
            #expect(outcome.errors.contains("insecure: true"), "\(outcome)")
        }

        /// Pushes two contents under one tag.
        private func pushTwice(_ registry: RegistryProcess, tag: String, second: Int) async throws {
            var codes: [String] = []
            for content in ["one", "two"] {
                let image = try TestImage(layers: [], labels: ["tag": tag, "content": content])
                let url = "https://\(registry.authority)/v2/team/app"
                for blob in image.blobs {
                    _ = try await put(registry, blob, "\(url)/blobs/uploads/?digest=\(sha256(of: blob))", "POST")
                }
                codes.append(try await put(registry, image.manifest, "\(url)/manifests/\(tag)", "PUT"))
            }
            #expect(codes == ["201", "\(second)"])
        }

        private func put(_ registry: RegistryProcess, _ body: Data, _ url: String, _ method: String) async throws
            -> String
        {
            let file = try registry.directory.write("body", body)
            let type = method == "PUT" ? TestImage.manifestType : "application/octet-stream"
            return try await Shell.succeed(
                "curl",
                ["--silent", "--insecure", "--user", "ann:battery staple", "--request", method]
                    + ["--header", "Content-Type: \(type)", "--data-binary", "@\(file)", "--output", "/dev/null"]
                    + ["--write-out", "%{http_code}", url]
            ).output
        }

        /// The name on the certificate that the registry shows.
        private func subject(_ registry: RegistryProcess) async throws -> String {
            let command =
                "openssl s_client -connect \(registry.authority) </dev/null 2>/dev/null | openssl x509 -noout -subject"
            return try await Shell.succeed("sh", ["-c", command]).output
        }
    }
}
