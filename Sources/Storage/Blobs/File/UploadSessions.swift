// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Synchronization

/// The running hashes of uploads between their requests, each lent to one request at a time.
///
/// This is a cache: an upload that is not in it, because the registry restarted, is hashed again from its file.
final class UploadSessions: Sendable {
    /// Where an upload stands.
    struct Progress {
        var hasher: ContentHasher
        var offset: Int64
    }

    private enum Session {
        case idle(Progress)
        case lent
    }

    private let sessions = Mutex<[UploadID: Session]>([:])

    func insert(_ id: UploadID, _ progress: Progress) {
        sessions.withLock { $0[id] = .idle(progress) }
    }

    /// Lends an upload to a request, or gives nil when its progress is not known here.
    ///
    /// - Throws: ``StoreError`` with `busy` while another request has it.
    func borrow(_ id: UploadID) throws -> Progress? {
        try sessions.withLock { sessions in
            switch sessions.updateValue(.lent, forKey: id) {
            case .lent: throw StoreError(.busy, "another request is writing to upload \(id)")
            case .idle(let progress): progress
            case nil: nil
            }
        }
    }

    /// Ends a loan; an upload that was forgotten in the meantime stays forgotten.
    func giveBack(_ id: UploadID, _ progress: Progress) {
        sessions.withLock { sessions in
            guard case .lent = sessions[id] else { return }
            sessions[id] = .idle(progress)
        }
    }

    func forget(_ id: UploadID) {
        sessions.withLock { $0[id] = nil }
    }
}
