// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A kind of file that holds references.
public enum FileKind: String, Hashable, Sendable, CaseIterable {
    case dockerfile
    case compose
    case kubernetes
    case kustomization
    case helmValues = "helm-values"
    case workflow
    case action
    case gitlab
    case devcontainer
    case bake
    case quadlet
    case shell
    case makefile
    case markdown
    /// Variables for a compose file; read with it, never by itself.
    case environment

    /// What reads files of this kind.
    var format: any FileFormat {
        switch self {
        case .dockerfile: DockerfileFormat()
        case .compose: ComposeFormat()
        case .kubernetes: KubernetesFormat()
        case .kustomization: KustomizationFormat()
        case .helmValues: HelmValuesFormat()
        case .workflow: WorkflowFormat()
        case .action: ActionFormat()
        case .gitlab: GitLabFormat()
        case .devcontainer: DevcontainerFormat()
        case .bake: BakeFormat()
        case .quadlet: QuadletFormat()
        case .shell: ShellFormat()
        case .makefile: MakefileFormat()
        case .markdown: MarkdownFormat()
        case .environment: EnvironmentFormat()
        }
    }
}
