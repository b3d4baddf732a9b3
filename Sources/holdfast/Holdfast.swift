// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Commands
import Glibc

@main
struct Holdfast {
    @concurrent
    static func main() async {
        exit(await HoldfastCommand.execute(Array(CommandLine.arguments.dropFirst())))
    }
}
