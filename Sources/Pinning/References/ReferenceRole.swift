// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What a reference is for, in the file that holds it.
public enum ReferenceRole: String, Hashable, Sendable, CaseIterable {
    /// The base of a build stage: `FROM`.
    case from
    /// Where files are copied from: `COPY --from`, `ADD --from`.
    case copyFrom = "copy-from"
    /// What is mounted while a command of a build runs: `RUN --mount=from=`.
    case mountFrom = "mount-from"
    /// The program that reads the Dockerfile: `# syntax=`.
    case syntax
    /// What a container runs.
    case image
    /// What a container runs before the others.
    case initImage = "init-image"
    /// What a container for debugging runs.
    case ephemeralImage = "ephemeral-image"
    /// What is mounted as a volume.
    case volumeImage = "volume-image"
    /// What a hook of a service runs.
    case hookImage = "hook-image"
    /// What a build may take results from.
    case cacheFrom = "cache-from"
    /// What a build uses under a name of its own: `additional_contexts`, `contexts`.
    case buildContext = "build-context"
    /// A replacement that is made before manifests are applied: kustomize's `images`.
    case override
    /// A chart's values.
    case values
    /// What a workflow's job runs in.
    case jobContainer = "job-container"
    /// What runs beside a job.
    case service
    /// What a step of a workflow is.
    case step
    /// What an action runs.
    case action
    /// A variable that holds a reference.
    case variable
    /// A feature of a development container.
    case feature
    /// What a command line in a script or a text runs.
    case command
    /// No reference, but a whole file that could not be read for any.
    case file
}
