// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension ImageConfig.Execution {
    init(json: JSONValue?) throws(ManifestError) {
        self.init()
        guard let json, json != .null else { return }
        let object = try Manifest.object(json, at: "config")
        try Manifest.requireSpelling(of: Self.knownKeys, in: object, at: "config")
        user = try Manifest.string(object["User"], at: "config.User") ?? ""
        exposedPorts = try Self.keys(object["ExposedPorts"], at: "config.ExposedPorts")
        environment = try Self.texts(object["Env"], at: "config.Env") ?? []
        entrypoint = try Self.texts(object["Entrypoint"], at: "config.Entrypoint")
        command = try Self.texts(object["Cmd"], at: "config.Cmd")
        volumes = try Self.keys(object["Volumes"], at: "config.Volumes")
        workingDirectory = try Manifest.string(object["WorkingDir"], at: "config.WorkingDir") ?? ""
        labels = try Manifest.annotations(object["Labels"], at: "config.Labels")
        stopSignal = try Manifest.string(object["StopSignal"], at: "config.StopSignal")
        if let check = object["Healthcheck"], check != .null { healthcheck = check.canonicalText }
        shell = try Self.texts(object["Shell"], at: "config.Shell")
        onBuild = try Self.texts(object["OnBuild"], at: "config.OnBuild") ?? []
        others = ImageConfig.others(in: object, but: Self.knownKeys.subtracting(["ArgsEscaped", "StopTimeout"]))
    }

    private static let knownKeys: Set<String> = [
        "User", "ExposedPorts", "Env", "Entrypoint", "Cmd", "Volumes", "WorkingDir", "Labels", "StopSignal",
        "Healthcheck", "Shell", "OnBuild", "ArgsEscaped", "StopTimeout",
    ]

    /// The keys of an object whose values say nothing, sorted.
    private static func keys(_ json: JSONValue?, at path: String) throws(ManifestError) -> [String] {
        guard let json, json != .null else { return [] }
        return try Manifest.object(json, at: path).keys.sorted()
    }

    /// A list of texts; some builders write a single text where a list belongs.
    private static func texts(_ json: JSONValue?, at path: String) throws(ManifestError) -> [String]? {
        guard let json, json != .null else { return nil }
        if let text = json.string { return [text] }
        var result: [String] = []
        for (index, element) in try ImageConfig.list(json, at: path).enumerated() {
            guard let text = element.string else { throw .invalid("\(path)[\(index)]", reason: "it must be text") }
            result.append(text)
        }
        return result
    }
}

extension JSONValue {
    /// Tells whether a setting of this value is as good as none.
    var isNothing: Bool {
        switch self {
        case .null, .bool(false): true
        case .string(let text): text.isEmpty
        case .array(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        case .bool, .integer, .number: false
        }
    }

    /// Compact JSON with the members of objects sorted by their keys, so that equal values have equal text.
    public var canonicalText: String {
        var json = JSONWriter()
        json.write(self)
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

extension JSONWriter {
    /// Writes a value that was read, the members of objects sorted by their keys.
    public mutating func write(_ value: JSONValue) {
        switch value {
        case .null: self.value(String?.none)
        case .bool(let flag): self.value(flag)
        case .integer(let number): self.value(number)
        case .number(let text): number(text)
        case .string(let text): self.value(text)
        case .array(let elements):
            array { json in
                for element in elements { json.write(element) }
            }
        case .object(let members):
            object { json in
                for (key, value) in members.sorted(by: { $0.key < $1.key }) { json.member(key, value: value) }
            }
        }
    }
}
