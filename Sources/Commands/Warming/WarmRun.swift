// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import OCIModel

/// Has a server fetch images, one after the other, and waits for each.
struct WarmRun {
    /// What became of an image.
    struct Outcome {
        let image: WarmTargets.Image
        /// What the server says of it: that it is there, or held.
        var document: JSONValue?
        /// Why it is not there.
        var failure: CommandFailure?
    }

    /// How long an image may be on its way without a byte of it arriving.
    private static let patience = Duration.seconds(600)

    let client: ManagementClient
    let volume: Console.Volume

    func fetch(_ images: [WarmTargets.Image]) async throws -> [Outcome] {
        try await ProgressLine.showing("layer", volume: volume) { progress in
            var outcomes: [Outcome] = []
            for image in images {
                do {
                    outcomes.append(Outcome(image: image, document: try await fetch(image, progress)))
                } catch let refusal as ServerRefusal where refusal.status == 403 {
                    var failure = refusal.failure
                    failure.advice =
                        "It hangs on your right to pull there, on the rule for it, or on the login that the server has"
                        + " there, its `credentials:`."
                    outcomes.append(Outcome(image: image, failure: failure))
                } catch let error as any FailureConvertible {
                    outcomes.append(Outcome(image: image, failure: error.failure))
                }
            }
            return outcomes
        }
    }

    private func fetch(_ image: WarmTargets.Image, _ progress: TransferProgress) async throws -> JSONValue {
        let surroundings = Surroundings.current
        let request = request(for: image)
        var shown = WarmAccount()
        var changed = surroundings.uptime()
        while true {
            let answer = try await client.perform(request)
            let document = try ServerDocument(bytes: answer.bytes).value
            let account = WarmAccount(document)
            if account != shown { changed = surroundings.uptime() }
            account.report(since: shown, to: progress)
            shown = account
            guard answer.status == 202 else { return document }
            guard surroundings.uptime() - changed < Self.patience else {
                throw CommandFailure(
                    .registry,
                    "\(image.reference) does not get on: nothing of it came for ten minutes",
                    advice: "See the server's log, and run this again: what has come is kept."
                )
            }
            try await surroundings.sleep(.seconds(min(max(answer.retryAfter ?? 1, 1), 30)))
        }
    }

    private func request(for image: WarmTargets.Image) -> ManagementRequest {
        var name = image.reference
        // Named as the server's own, the rest of the path begins with the upstream.
        if name.host == client.address.authority.lowercased() { name.host = nil }
        let platforms = image.platforms.map { wanted in
            JSONText.array(wanted.map(\.description).sorted().map { .string($0) })
        }
        return ManagementRequest(
            "fetch \(name)",
            .post,
            "/api/v1/warm",
            body: .object(["reference": .string("\(name)"), "platforms": platforms ?? .null])
        )
    }
}

/// How far the server is with an image.
private struct WarmAccount: Equatable {
    var blobs: Int64 = 0
    var bytes: Int64 = 0
    var doneBlobs: Int64 = 0
    var doneBytes: Int64 = 0

    init() {}

    init(_ document: JSONValue) {
        blobs = document["blobs"]?.integer ?? 0
        bytes = document["progress"]?["totalBytes"]?.integer ?? 0
        doneBlobs = document["progress"]?["blobs"]?.integer ?? 0
        doneBytes = document["progress"]?["bytes"]?.integer ?? 0
    }

    func report(since earlier: WarmAccount, to progress: TransferProgress) {
        progress.expect(blobs: Int(clamping: blobs - earlier.blobs), bytes: bytes - earlier.bytes)
        progress.advance(bytes: doneBytes - earlier.doneBytes)
        for _ in 0..<max(0, min(doneBlobs - earlier.doneBlobs, 10_000)) { progress.completeBlob() }
    }
}
