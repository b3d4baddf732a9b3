// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

/// The option that picks an image from an index.
struct PlatformOption: ParsableArguments {
    @Option(
        help: ArgumentHelp("Take the image for this platform.", valueName: "os/arch[/variant]"),
        transform: PlatformOption.read
    )
    var platform: Platform?

    init() {}

    @Sendable private static func read(_ text: String) throws -> Platform {
        guard let platform = Platform(text) else {
            throw ValidationError("\"\(VisibleText.line(text))\" is not a platform; write it like linux/arm64/v8.")
        }
        return platform
    }
}
