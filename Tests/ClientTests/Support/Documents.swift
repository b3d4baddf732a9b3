// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The documents of the command line, as a reader of the contract would read them.
struct HoldsDocument: Decodable {
    struct Hold: Decodable {
        var id: Int
        var tag: String
        var from: String?
        var to: String
        var state: String
    }

    var schema: String
    var holds: [Hold]
}

struct HistoryDocument: Decodable {
    struct Event: Decodable {
        var index: Int
        var tag: String?
        var event: String
        var digest: String
        var previous: String?
        var actor: String
        var reason: String?
    }

    var schema: String
    var events: [Event]
}
