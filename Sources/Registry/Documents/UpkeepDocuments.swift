// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

extension GarbageReport {
    /// The `holdfast.gc/1` document.
    public func json(_ mode: Registry.GarbageMode) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.gc/1")
            json.member("dryRun", mode == .report)
            json.member("manifests", manifests) { json, manifest in manifest.write(to: &json) }
            json.member("blobs", blobs) { json, blob in
                json.member("digest", blob.digest.rawValue)
                json.member("size", blob.size)
            }
            json.member("bytes", bytes)
            json.member("locks") { json in
                json.member("files", Int64(lockFiles))
                json.member("unmatched", texts: unmatchedLocks)
                json.member("digests", Int64(lockedDigests))
                json.member("manifests", locked) { json, manifest in manifest.write(to: &json) }
            }
        }
        return json.bytes
    }
}

extension GarbageReport.JudgedManifest {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("repository", repository.rawValue)
        json.member("digest", digest.rawValue)
        json.member("reason", reason)
    }
}

extension ScrubReport {
    /// The `holdfast.scrub/1` document.
    public var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.scrub/1")
            json.member("checked", checked)
            json.member("bytes", bytes)
            json.member("corrupt", corrupt) { json, finding in
                json.member("digest", finding.digest.rawValue)
                json.member("repositories", texts: finding.repositories.map(\.rawValue))
            }
        }
        return json.bytes
    }
}

extension BackupReport {
    /// The `holdfast.backup/1` document.
    public var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.backup/1")
            json.member("directory", directory)
            json.member("blobs", blobs)
            json.member("bytes", bytes)
        }
        return json.bytes
    }
}
