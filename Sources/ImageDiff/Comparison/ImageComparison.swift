// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// What differs between two images for one platform.
///
/// The verdict is `identical` for one manifest; `same-files` if neither files, moments of files nor configuration
/// differ, whatever the bytes are and however the images were made; `timestamps-only` if nothing differs but moments of
/// files and of labels; else `changed`. A difference that is known noise, such as another log, is a difference. So is an
/// ambiguity of weight `medium` or more that the newer image has and the older has not.
public struct ImageComparison: Sendable {
    /// What the comparison comes to.
    public let verdict: Verdict
    /// How far the images are the same.
    public let rung: EqualityRung
    /// The files.
    public let files: TreeComparison
    /// The configuration.
    public let config: ConfigComparison
    /// The packages of the distribution.
    public let packages: PackageComparison
    /// The layers.
    public let layers: LayerSharing
    /// Where the newer image's layers, unlike the older's, leave room for two readings.
    public let ambiguities: [AmbiguityFinding]
    /// The verdict and what matters most in one line.
    public let headline: String

    /// Compares two images file by file.
    ///
    /// - Parameters:
    ///   - old: The image before.
    ///   - new: The image after.
    ///   - mode: How close to look.
    public init(_ old: ComparedImage, _ new: ComparedImage, mode: ComparisonMode = .semantic) {
        let packages = PackageComparison(old.packages, new.packages)
        let programs = RiskContext.programs(of: old.identity.config, in: old.tree)
            .union(RiskContext.programs(of: new.identity.config, in: new.tree))
        self.init(
            old.identity,
            new.identity,
            files: TreeComparison(
                old.tree,
                new.tree,
                mode: mode,
                context: RiskContext(
                    programs: programs,
                    packages: PackageExplanation(packages, from: old, to: new)
                )
            ),
            packages: packages,
            ambiguities: AmbiguityFinding.findings(old.tree, new.tree)
        )
    }

    /// Compares two images whose files are known to be the same, so that no layer needs to be read.
    ///
    /// That is known if they have the same manifest, or the same blobs as layers, of the same media types and with the
    /// same DiffIDs: a runtime refuses a layer that does not keep to its DiffID, and reads it as its media type says.
    /// Equal DiffIDs alone are what two configurations claim; they count if the caller has seen that the layers keep to
    /// them. Nil if the layers must be read.
    ///
    /// - Parameters:
    ///   - old: The image before.
    ///   - new: The image after.
    ///   - mode: How close to look.
    ///   - claims: Whether the DiffIDs of both images were checked against their layers.
    public init?(
        withoutFiles old: ImageIdentity,
        _ new: ImageIdentity,
        mode: ComparisonMode = .semantic,
        diffIDs claims: DiffIDClaims = .unverified
    ) {
        let sameBlobs =
            old.layers.map(\.digest) == new.layers.map(\.digest)
            && old.layers.map(\.mediaType) == new.layers.map(\.mediaType)
            && old.config.diffIDs == new.config.diffIDs
        let sameLayers = claims == .verified && LayerSharing(old.config, new.config).isComplete
        guard old.manifest == new.manifest || sameBlobs || sameLayers else { return nil }
        self.init(
            old,
            new,
            files: TreeComparison(equalTreesIn: mode),
            packages: PackageComparison(PackageSet(), PackageSet()),
            ambiguities: []
        )
    }

    /// Whether DiffIDs are more than what a configuration says.
    public enum DiffIDClaims: Sendable {
        /// The layers were not hashed.
        case unverified
        /// The layers of both images hash to them.
        case verified
    }

    private init(
        _ old: ImageIdentity,
        _ new: ImageIdentity,
        files: TreeComparison,
        packages: PackageComparison,
        ambiguities: [AmbiguityFinding]
    ) {
        let config =
            old.configuration == new.configuration
            ? ConfigComparison() : ConfigComparison(old.config, new.config, mode: files.mode)
        let sharing = LayerSharing(old.config, new.config)
        self.files = files
        self.config = config
        self.packages = packages
        self.layers = sharing
        self.ambiguities = ambiguities
        self.verdict =
            old.manifest == new.manifest
            ? .identical : Self.verdict(files, config, ambiguities)
        self.rung = Self.rung(old, new, files: files, packages: packages, layers: sharing)
        self.headline =
            Headline(
                verdict: verdict,
                rung: rung,
                files: files,
                config: config,
                packages: packages,
                ambiguities: ambiguities,
                versions: [old, new].map { Headline.version(of: $0.config) }
            ).text
    }

    /// How many differences in files, configuration, packages and ambiguities have a severity.
    public func count(of severity: Severity) -> Int {
        files.count(of: severity) + config.differences.count { $0.severity == severity }
            + packages.changes.count { $0.severity == severity } + ambiguities.count { $0.severity == severity }
    }

    /// The weight of the heaviest difference; nil if nothing differs.
    public var severity: Severity? { Severity.allCases.last { count(of: $0) > 0 } }
}

extension ImageComparison {
    private static func verdict(
        _ files: TreeComparison,
        _ config: ConfigComparison,
        _ ambiguities: [AmbiguityFinding]
    ) -> Verdict {
        guard files.differsOnlyInMoments, config.differsOnlyInMoments,
            ambiguities.allSatisfy({ $0.severity < .medium })
        else { return .changed }
        let labelsMoved = config.differences.contains { $0.isMoment && !$0.field.isAboutMaking }
        return files.hasOtherMoments || labelsMoved ? .timestampsOnly : .sameFiles
    }

    private static func rung(
        _ old: ImageIdentity,
        _ new: ImageIdentity,
        files: TreeComparison,
        packages: PackageComparison,
        layers: LayerSharing
    ) -> EqualityRung {
        if old.manifest == new.manifest { return .identical }
        guard files.differsOnlyInMoments else {
            return packages.evidence == .unchanged ? .samePackages : .different
        }
        // What a configuration claims about layers counts only if the files do not speak against it.
        let isExact = !files.hasOtherMoments && files.unlistedHardLinks == 0
        guard isExact else { return .sameFiles }
        if old.configuration == new.configuration { return .sameConfiguration }
        return layers.isComplete ? .sameLayers : .sameFilesStrictly
    }
}
