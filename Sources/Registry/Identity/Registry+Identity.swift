// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

extension Registry {
    /// The secret under which access tokens are signed: made once, kept with the data, so that tokens survive a restart.
    public func signingKey() async throws -> [UInt8] {
        Array(try await setting("signingKey") { UploadID().rawValue + UploadID().rawValue }.utf8)
    }

    /// Reads a setting, making it at the first time.
    private func setting(_ key: String, default make: @escaping @Sendable () -> String) async throws -> String {
        try await metadata.write { store in
            if let value = try store.setting(key) { return value }
            let value = make()
            try store.putSetting(key, value)
            return value
        }
    }
}
