// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

func nio(_ name: String) -> Target.Dependency { .product(name: name, package: "swift-nio") }
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1 = Target.Dependency.product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")

// The rooms of the house, lowest first. A target knows only what stands below it (CONTRIBUTING.md).
let package = Package(
    name: "holdfast",
    products: [
        .library(name: "OCIModel", targets: ["OCIModel"]),
        .library(name: "TagLog", targets: ["TagLog"]),
        .library(name: "Trust", targets: ["Trust"]),
        .executable(name: "holdfast", targets: ["holdfast"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.0"),
    ],
    targets: [
        .systemLibrary(name: "CCrypt", providers: [.apt(["libcrypt-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .target(name: "CLinux"),
        .target(name: "OCIModel"),
        .target(name: "Archive", dependencies: ["CZlib", "CZstd"]),
        .target(name: "ImageDiff", dependencies: ["Archive", "OCIModel", crypto]),
        .target(name: "TagLog", dependencies: ["OCIModel", crypto]),
        .target(name: "Trust", dependencies: ["OCIModel", crypto, cryptoExtras, asn1, x509]),
        .target(
            name: "Storage",
            dependencies: [
                "CLinux", "OCIModel", nio("NIOCore"), nio("NIOPosix"), crypto,
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        .target(
            name: "Policy",
            dependencies: ["OCIModel", "CCrypt", crypto, .product(name: "Yams", package: "Yams")]
        ),
        .target(
            name: "OCIClient",
            dependencies: [
                "Archive", "OCIModel", asyncHTTPClient, crypto, logging,
                nio("NIOCore"), nio("NIOHTTP1"), nio("NIOPosix"), nioSSL,
            ]
        ),
        .target(name: "Pinning", dependencies: ["CLinux", "OCIModel", .product(name: "Yams", package: "Yams")]),
        .target(
            name: "ImageReading",
            dependencies: ["Archive", "CLinux", "ImageDiff", "OCIClient", "OCIModel", nio("NIOCore")]
        ),
        .target(
            name: "Registry",
            dependencies: [
                "Archive", "ImageDiff", "ImageReading", "OCIClient", "OCIModel", "Policy", "Storage", "TagLog", "Trust",
                crypto, lifecycle, logging, nio("NIOCore"), nio("NIOPosix"),
            ]
        ),
        .target(
            name: "Webhooks",
            dependencies: [
                "OCIModel", "Policy", "Registry", "Storage", asyncHTTPClient, crypto, logging,
                nio("NIOCore"), nio("NIOHTTP1"), nio("NIOPosix"), nioSSL,
            ]
        ),
        .target(
            name: "RegistryHTTP",
            dependencies: [
                "Archive", "ImageDiff", "ImageReading", "OCIModel", "Policy", "Registry", "Storage", "TagLog", "Trust",
                crypto, httpTypes, hummingbird, hummingbirdCore, lifecycle, logging, nioHTTPTypes, nioHTTPTypesHTTP1,
                nioSSL,
                nio("NIOCore"), nio("NIOHTTP1"), nio("NIOPosix"), .product(name: "JWTKit", package: "jwt-kit"),
            ]
        ),
        .target(
            name: "Commands",
            dependencies: [
                "Archive", "CLinux", "ImageDiff", "ImageReading", "OCIClient", "OCIModel", "Pinning", "Policy",
                "Registry", "RegistryHTTP", "Storage", "TagLog", "Trust", "Webhooks",
                argumentParser, asyncHTTPClient, crypto, httpTypes,
                hummingbird, unixSignals,
                lifecycle, logging, nio("NIOCore"), nio("NIOHTTP1"), nio("NIOPosix"), nioSSL,
            ]
        ),
        .executableTarget(name: "holdfast", dependencies: ["Commands"]),
        // A registry that tests read from, and that does everything wrong on demand.
        .target(
            name: "RegistryDouble",
            dependencies: [crypto, nio("NIOCore"), nio("NIOHTTP1"), nio("NIOPosix")],
            path: "Tests/RegistryDouble"
        ),
        // Chance that is the same in every run, for tests.
        .target(name: "Randomness", path: "Tests/Randomness"),
        .testTarget(name: "ArchiveTests", dependencies: ["Archive", "CZlib", "CZstd", "Randomness"]),
        .testTarget(
            name: "BrowserTests",
            dependencies: [
                "Archive", "OCIModel", "holdfast", asyncHTTPClient, crypto, nio("NIOCore"), nio("NIOHTTP1"),
            ]
        ),
        .testTarget(
            name: "ClientTests",
            dependencies: [
                "holdfast", "OCIModel", "RegistryDouble", "TagLog", "Trust", asyncHTTPClient, crypto, nio("NIOCore"),
                nio("NIOHTTP1"),
            ]
        ),
        .testTarget(
            name: "CommandsTests",
            dependencies: [
                "Archive", "Commands", "ImageDiff", "ImageReading", "OCIModel", "Pinning", "Policy", "Registry",
                "RegistryDouble", "Storage", "TagLog", "Trust",
                argumentParser, crypto, nio("NIOCore"), nio("NIOHTTP1"), nio("NIOPosix"),
            ]
        ),
        .testTarget(
            name: "ImageDiffTests",
            dependencies: ["Archive", "CZlib", "CZstd", "ImageDiff", "OCIModel", crypto]
        ),
        .testTarget(
            name: "OCIClientTests",
            dependencies: [
                "Archive", "OCIClient", "OCIModel", "Randomness", crypto, nio("NIOCore"), nio("NIOHTTP1"),
                nio("NIOPosix"), nioSSL,
            ]
        ),
        .testTarget(name: "OCIModelTests", dependencies: ["OCIModel", "Randomness"]),
        .testTarget(
            name: "PinningTests",
            dependencies: ["CLinux", "OCIModel", "Pinning", "Randomness", .product(name: "Yams", package: "Yams")]
        ),
        .testTarget(name: "PolicyTests", dependencies: ["OCIModel", "Policy", "Randomness"]),
        .testTarget(
            name: "RegistryTests",
            dependencies: [
                "Archive", "ImageDiff", "OCIClient", "OCIModel", "Policy", "Randomness", "Registry", "RegistryDouble",
                "Storage", "TagLog", "Trust", crypto, logging, nio("NIOCore"), nio("NIOPosix"),
            ]
        ),
        .testTarget(
            name: "RegistryHTTPTests",
            dependencies: [
                "ImageDiff", "Archive", "OCIClient", "OCIModel", "Policy", "Registry", "RegistryDouble", "RegistryHTTP",
                "Storage", "TagLog", "Trust", crypto, httpTypes, hummingbird,
                logging, nioHTTPTypes, nio("NIOCore"), nio("NIOEmbedded"), nio("NIOPosix"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
            ]
        ),
        .testTarget(name: "StorageTests", dependencies: ["Storage", "OCIModel", nio("NIOCore"), nio("NIOPosix")]),
        .testTarget(name: "TagLogTests", dependencies: ["OCIModel", "Randomness", "TagLog", crypto]),
        .testTarget(
            name: "TrustTests",
            dependencies: ["OCIModel", "Randomness", "Trust", asn1, crypto, cryptoExtras, x509]
        ),
        .testTarget(
            name: "WebhooksTests",
            dependencies: [
                "OCIModel", "Policy", "Registry", "Storage", "Webhooks",
                crypto, logging, nio("NIOCore"), nio("NIOHTTP1"), nio("NIOPosix"),
            ]
        ),
    ]
)

for target in package.targets where target.type != .system && target.name != "CLinux" {
    target.swiftSettings = (target.swiftSettings ?? []) + strict
}
