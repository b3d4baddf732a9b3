// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// One place in a pipeline where a variable is named.
struct GitLabPlace: Hashable {
    /// What stands before the way to a text elsewhere in the file.
    static let referenceTag = "!reference"

    let scalar: ObjectIdentifier
    let offset: Int
}

extension GitLabPlace {
    /// The variables by whose values a job says which copies of another it waits for.
    private static func neededVariables(_ needs: YAMLNode?) -> [YAMLNode] {
        (needs?.elements ?? []).flatMap { $0.value("parallel")?.value("matrix")?.elements ?? [] }
            .flatMap(\.entries).map(\.key)
    }

    /// Every place of the file where a variable is named, scripts and rules included.
    static func all(in stream: YAMLStream) -> [String: Set<GitLabPlace>] {
        var uses: [String: Set<GitLabPlace>] = [:]
        var open = stream.documents
        while let node = open.popLast() {
            switch node.content {
            case .alias: break
            case .scalar(let scalar):
                for use in GitLabVariableUse.all(in: Array(scalar.value.utf8)) {
                    let place = GitLabPlace(scalar: ObjectIdentifier(node), offset: use.range.lowerBound)
                    uses[use.name, default: []].insert(place)
                }
            case .sequence(let elements):
                open += elements
                if node.tag == referenceTag, let last = elements.last, let name = last.string {
                    uses[name, default: []].insert(GitLabPlace(scalar: ObjectIdentifier(last), offset: 0))
                }
            case .mapping(let entries):
                open += entries.flatMap { [$0.key, $0.value] }
                for key in neededVariables(node.value("needs")) {
                    uses[key.string ?? "", default: []].insert(GitLabPlace(scalar: ObjectIdentifier(key), offset: 0))
                }
            }
        }
        return uses
    }
}
