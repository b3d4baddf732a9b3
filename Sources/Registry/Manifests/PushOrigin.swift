// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

/// Where a manifest comes from that is judged by the rules.
enum PushOrigin: Hashable, Sendable {
    /// A client pushes it.
    case client
    /// An upstream registry has it. What it points to is fetched when it is asked for, and need not be here.
    case upstream(reason: String?)
    /// Another tag means it; the reason says which.
    case promotion(reason: String)
    /// The tag meant it before; the reason says why it is to mean it again.
    case rollback(reason: String)

    /// Tells whether everything the manifest points to must be stored.
    var needsContent: Bool {
        switch self {
        case .client, .promotion, .rollback: true
        case .upstream: false
        }
    }

    /// What a refusal calls it.
    var occasion: TagRefusal.Occasion {
        switch self {
        case .client, .upstream: .push
        case .promotion: .promotion
        case .rollback: .rollback
        }
    }

    /// Why history says that a tag was set.
    var reason: String? {
        switch self {
        case .client: nil
        case .upstream(let reason): reason
        case .promotion(let reason), .rollback(let reason): reason
        }
    }

    /// What a hold says of why it was offered; nil where who offers it says enough.
    var offer: String? {
        switch self {
        case .client, .upstream: nil
        case .promotion(let reason): reason
        case .rollback(let reason): "rollback: \(reason)"
        }
    }

    /// The event that sets a tag.
    func event(for record: TagRecord?) -> EventRecord.Kind {
        switch self {
        case .client, .upstream: record?.digest == nil ? .created : .moved
        case .promotion: .promoted
        case .rollback: .restored
        }
    }
}
