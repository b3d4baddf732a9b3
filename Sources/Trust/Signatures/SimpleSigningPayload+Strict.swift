// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

extension SimpleSigningPayload {
    /// Why podman and skopeo would not accept a payload when they pull a tag; nothing if they would.
    ///
    /// These are the rules of containers/image with its default identity, `matchRepoDigestOrExact`.
    ///
    /// - Parameters:
    ///   - bytes: The payload.
    ///   - image: The image as it is pulled, `host/repository:tag`.
    /// - Returns: What is wrong, in words.
    public static func strictFaults(_ bytes: [UInt8], pulledAs image: String) -> [String] {
        let json: JSONValue
        do throws(SignatureError) {
            json = try Self.json(bytes)
        } catch {
            return [error.description]
        }
        guard let members = json.object else { return ["it is not an object"] }
        var faults: [String] = []
        require(members, ["critical", "optional"], "the payload", &faults)
        require(members["critical"], ["type", "image", "identity"], "critical", &faults)
        require(json["critical"]?["image"], ["docker-manifest-digest"], "critical.image", &faults)
        require(json["critical"]?["identity"], ["docker-reference"], "critical.identity", &faults)
        if json["critical"]?["type"] != .string(type) { faults.append("critical.type is not \(type)") }
        // Losing the error is right: that it is no digest is all there is to say.
        if (json["critical"]?["image"]?["docker-manifest-digest"]?.string).flatMap({ try? Digest($0) }) == nil {
            faults.append("docker-manifest-digest is not a digest")
        }
        faults += optionalFaults(members["optional"])
        faults += referenceFaults(json["critical"]?["identity"]?["docker-reference"]?.string, image)
        return faults
    }

    private static func require(_ json: JSONValue?, _ keys: Set<String>, _ place: String, _ faults: inout [String]) {
        guard let members = json?.object else {
            faults.append("\(place) is not an object")
            return
        }
        require(members, keys, place, &faults)
    }

    private static func require(
        _ members: [String: JSONValue],
        _ keys: Set<String>,
        _ place: String,
        _ faults: inout [String]
    ) {
        faults += keys.subtracting(members.keys).sorted().map { "\(place) lacks \($0)" }
        faults += Set(members.keys).subtracting(keys).sorted().map {
            "\(place) has the member \(VisibleText.line($0)), which is not known"
        }
    }

    private static func optionalFaults(_ optional: JSONValue?) -> [String] {
        switch optional {
        case nil, .null?: return []
        case .object(let members)?:
            var faults: [String] = []
            if let creator = members["creator"], creator.string == nil { faults.append("optional.creator is not text") }
            if let timestamp = members["timestamp"], !isWhole(timestamp) {
                faults.append("optional.timestamp is not a whole number")
            }
            return faults
        default: return ["optional is not an object"]
        }
    }

    private static func isWhole(_ json: JSONValue) -> Bool {
        guard case .integer = json else { return false }
        return true
    }

    private static func referenceFaults(_ text: String?, _ image: String) -> [String] {
        // Losing the errors is right: what is no reference is not the image.
        guard let text, let named = try? Reference(text) else { return ["docker-reference is not a reference"] }
        guard let wanted = try? Reference(image) else { return ["\(image) is not a reference"] }
        guard named.digest == nil, named.tag != nil else {
            return ["docker-reference is not host/repository:tag, as a pull by tag needs it"]
        }
        guard named.normalized() == wanted.normalized() else { return ["docker-reference names another image"] }
        return []
    }
}
