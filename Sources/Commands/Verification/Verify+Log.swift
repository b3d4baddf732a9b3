// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIClient
import OCIModel

extension Verify {
    /// Whether the one target is an image: it is no file, and has a tag or a digest.
    func namesImage(_ surroundings: Surroundings) -> Bool {
        guard targets.count == 1, let target = targets.first, target != "-",
            !ArgumentFile.exists(surroundings.absolute(target))
        else { return false }
        // Losing the reason is right: what is no image either is told to be no file.
        guard let location = try? ImageLocation(target) else { return false }
        guard case .registry(let reference) = location else { return true }
        return reference.tag != nil || reference.digest != nil
    }

    /// What the log of the registry says of a tag; nil where there is no tag or no log.
    ///
    /// - Throws: ``CommandFailure`` with status 6 when what is served is not what was logged.
    func loggedTag(
        of location: ImageLocation,
        in source: any ImageSource,
        _ contact: LogContact
    ) async throws -> LoggedTag? {
        guard case .registry(let reference) = location, let source = source as? RegistrySource,
            let tag = reference.tag ?? (reference.digest == nil ? .latest : nil)
        else { return nil }
        // The answer tells whether there is a log; that there was one before is judged on the way.
        do {
            _ = try await source.resolve(.tag(tag))
        } catch let error as ClientError where error.code == .notFound && reference.digest != nil {
            // That the tag is gone, or waits, was told; the digest is what is verified.
            return nil
        }
        if await contact.seen(source.name) == nil {
            // An answer without a word of a log may be one about a tag that the log does not know.
            guard try await source.tagLog(.checkpoint) != nil else { return nil }
        }
        return try await LoggedTagReading(source: source, contact: contact).run(tag)
    }

    /// Throws when the image that is verified is not the one that the log has for its tag.
    ///
    /// - Throws: ``CommandFailure``: status 1 when a digest was given that the tag does not mean, 6 when the registry
    ///   gives one thing and vouches for another.
    func requireLogged(_ report: VerificationReport, _ location: ImageLocation) throws {
        guard let served = report.log?.served, served != report.digest, case .registry(let reference) = location else {
            return
        }
        guard reference.digest == nil else {
            throw CommandFailure(.finding, "by its log the tag means \(served), and not \(report.digest)")
        }
        throw CommandFailure(
            .integrity,
            "the registry gives \(report.digest) under this tag, and its log says \(served)",
            advice: "Do not use it; what was served is not what was logged."
        )
    }
}
