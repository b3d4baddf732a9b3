// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

extension TagHistoryReading {
    /// How much of a history is read to find what has settled.
    private static let settlingEntries = 200

    /// Reads what a tag meant at a moment, by the registry's own clock and history.
    ///
    /// What images say of their age counts for nothing: anybody can write anything there.
    ///
    /// - Parameters:
    ///   - reference: A reference with a tag; a digest is not looked at.
    ///   - moment: The moment.
    /// - Returns: What it meant.
    /// - Throws: ``ClientError`` when the registry does not answer, or says what cannot be.
    public func meaning(of reference: Reference, at moment: PastMoment) async throws -> PastMeaning {
        let source = try round.session.source(reference)
        switch moment {
        case .moment(let moment):
            return try await meaning(from: source, at: moment)
        case .ago(let span):
            guard let newest = try await history(of: source, query: "n=1") else { return .unknown }
            return try await meaning(from: source, at: try Self.moment(span, before: newest, source))
        case .settled(let span):
            return try await settledMeaning(from: source, for: span)
        }
    }

    private func meaning(from source: RegistrySource, at moment: Timestamp) async throws -> PastMeaning {
        // The parameter leaves out what happened at the moment itself.
        let end = moment.advanced(by: .microseconds(1))
        guard let page = try await history(of: source, query: "n=1&before=\(end)") else { return .unknown }
        guard let entry = page.entries.first else { return .nothing(at: moment) }
        guard entry.time <= moment else {
            throw ClientError(
                .malformed,
                "could not find what \(source.reference) meant at \(moment): \(source.address) does not go back in its history"
            )
        }
        return entry.event == .set ? .meant(entry) : .nothing(at: moment)
    }

    /// The newest meaning that the tag had for the first time so long ago.
    ///
    /// A tag that was set back has an old meaning since a short time, and that is what it settled on; what it was set back
    /// from is older than that event, and is not wanted.
    private func settledMeaning(from source: RegistrySource, for span: Duration) async throws -> PastMeaning {
        guard let page = try await history(of: source, query: "n=\(Self.settlingEntries)") else { return .unknown }
        let moment = try Self.moment(span, before: page, source)
        guard let newest = page.entries.first, newest.event == .set else { return .nothing(at: moment) }
        var firstTimes: [Digest: Timestamp] = [:]
        for entry in page.entries where entry.event == .set { firstTimes[entry.digest] = entry.time }
        let settled = page.entries.first { entry in
            entry.event == .set && firstTimes[entry.digest].map { $0 <= moment } ?? false
        }
        if let settled { return .meant(settled) }
        return try await meaning(from: source, at: moment)
    }

    private static func moment(_ span: Duration, before page: Page, _ source: RegistrySource) throws(ClientError)
        -> Timestamp
    {
        guard let date = page.date else {
            throw ClientError(
                .malformed,
                "could not count back from now on \(source.address): its answers do not say what time it is"
            )
        }
        return date.advanced(by: .zero - span)
    }
}
