// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

/// Real clients against the program as it is delivered, over real sockets.
///
/// One after the other: they compete with each other, and with all other tests, for the cores of the machine.
@Suite("Real clients", .serialized, .timeLimit(.minutes(20)))
struct ClientTests {}
