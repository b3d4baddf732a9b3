// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

// A package of its own, so that the load generators beside it build without the registry's dependencies.
let package = Package(
    name: "holdfast-log-benchmark",
    dependencies: [
        .package(name: "holdfast", path: "../..")
    ],
    targets: [
        .executableTarget(
            name: "logload",
            dependencies: [
                .product(name: "OCIModel", package: "holdfast"),
                .product(name: "TagLog", package: "holdfast"),
                .product(name: "Trust", package: "holdfast"),
            ],
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .treatAllWarnings(as: .error),
            ]
        )
    ]
)
