// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// What `kubectl get pods -A -o json` prints, or a single pod.
enum KubernetesPods {
    /// The most bytes that are read.
    static let maximumSize = 64 << 20

    /// Reads the containers that run.
    ///
    /// - Parameters:
    ///   - bytes: The document.
    ///   - name: What to call it in messages.
    /// - Returns: The containers, by namespace and name.
    /// - Throws: ``CommandFailure`` when it is no list of pods.
    static func containers(in bytes: [UInt8], of name: String) throws(CommandFailure) -> [RunningContainer] {
        let document: JSONValue
        do throws(JSONError) {
            document = try JSONValue(parsing: bytes)
        } catch {
            throw incomprehensible(name, "it is not JSON: \(error)")
        }
        let pods: [JSONValue]
        switch document["kind"]?.string {
        case "Pod": pods = [document]
        case "List", "PodList":
            guard let items = document["items"]?.array else { throw incomprehensible(name, "it has no items") }
            pods = items
        default: throw incomprehensible(name, "it is neither a list nor a pod")
        }
        return pods.flatMap { containers(of: $0) }
            .sorted { ($0.namespace ?? "", $0.name) < ($1.namespace ?? "", $1.name) }
    }

    private static func containers(of pod: JSONValue) -> [RunningContainer] {
        guard pod["kind"]?.string ?? "Pod" == "Pod", let name = pod["metadata"]?["name"]?.string else { return [] }
        let kinds = [
            ("containers", "containerStatuses"), ("initContainers", "initContainerStatuses"),
            ("ephemeralContainers", "ephemeralContainerStatuses"),
        ]
        return kinds.flatMap { specification, status -> [RunningContainer] in
            let written = Dictionary(
                (pod["spec"]?[specification]?.array ?? []).compactMap { container in
                    container["name"]?.string.map { ($0, container["image"]?.string) }
                }
            ) { first, _ in first }
            return (pod["status"]?[status]?.array ?? []).compactMap { state in
                // What waits or has ended does not run; the state says nothing where it is absent.
                guard state["state"]?.object?["running"] != nil || state["state"] == nil else { return nil }
                let container = state["name"]?.string ?? ""
                return RunningContainer(
                    name: "\(name)/\(container)",
                    namespace: pod["metadata"]?["namespace"]?.string,
                    // The kubelet reports other spellings of the image than the one that was asked for.
                    image: written[container].flatMap(\.self) ?? state["image"]?.string ?? "",
                    digests: state["imageID"]?.string.flatMap { RunningContainer.digest(in: $0) }.map { [$0] } ?? []
                )
            }
        }
    }

    private static func incomprehensible(_ name: String, _ reason: String) -> CommandFailure {
        CommandFailure(
            .usage,
            "\(name) does not tell which pods run",
            cause: .own(reason),
            advice: "It is written by `kubectl get pods -A -o json`."
        )
    }
}
