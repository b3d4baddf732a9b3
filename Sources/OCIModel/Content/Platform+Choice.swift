// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension Platform {
    /// Reads `os/architecture[/variant]`; a part that is empty, or a fourth one, gives nil.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        self.init(
            os: String(parts[0]),
            architecture: String(parts[1]),
            variant: parts.count == 3 ? String(parts[2]) : nil
        )
    }

    /// Tells whether an image of this platform is what somebody asked for.
    ///
    /// A wish without variant takes any; `arm64` and `arm64/v8` are one, as are `arm` and `arm/v7`.
    public func satisfies(_ wish: Platform) -> Bool {
        os == wish.os && architecture == wish.architecture
            && (wish.variant == nil || effectiveVariant == wish.effectiveVariant)
    }

    /// Finds the image that somebody who asks for this platform means, whatever order the images are in.
    ///
    /// That is the one of exactly this platform; else the one whose variant is the usual one (`arm/v7` for `arm`); else the
    /// first by name and digest of those that fit. Cost: linear.
    ///
    /// - Parameters:
    ///   - candidates: The images.
    ///   - platform: The platform of one.
    ///   - digest: The digest of one.
    /// - Returns: The image; nil when none fits.
    public func choice<Candidate>(
        among candidates: [Candidate],
        platform: (Candidate) -> Platform,
        digest: (Candidate) -> Digest
    ) -> Candidate? {
        func rank(_ candidate: Candidate) -> Int {
            let offered = platform(candidate)
            return offered == self ? 0 : offered.effectiveVariant == effectiveVariant ? 1 : 2
        }
        return candidates.filter { platform($0).satisfies(self) }.min { left, right in
            let (first, second) = (rank(left), rank(right))
            guard first == second else { return first < second }
            let (leftName, rightName) = (platform(left).description, platform(right).description)
            return leftName == rightName ? digest(left) < digest(right) : leftName < rightName
        }
    }

    private var effectiveVariant: String? {
        switch (architecture, variant) {
        case ("arm64", nil): "v8"
        case ("arm", nil): "v7"
        default: variant
        }
    }

    /// Tells whether this names no platform: what builders give attestations in an index.
    public var isUnknown: Bool { os == "unknown" || architecture == "unknown" || os.isEmpty && architecture.isEmpty }
}

extension Descriptor {
    /// Tells whether this entry of an index is a remark about another one, not an image to run.
    ///
    /// It must say so itself and be for the platform `unknown/unknown`: either alone could hide an image that runs.
    /// See <https://docs.docker.com/build/metadata/attestations/attestation-storage/>.
    public var isAttestation: Bool {
        annotations["vnd.docker.reference.type"] != nil
            && platform?.os == "unknown" && platform?.architecture == "unknown"
    }
}
