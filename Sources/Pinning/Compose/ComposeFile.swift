// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A file of a compose project, while references are looked for in it.
final class ComposeFile {
    let text: SourceText
    let stream: YAMLStream
    let scope: ComposeScope
    /// What the file's paths are relative to, itself relative to the directory of the first file.
    let directory: String
    var collector: ReferenceCollector

    init(_ text: SourceText, scope: ComposeScope, directory: String) throws(PinningError) {
        self.text = text
        self.stream = try YAMLStream.parse(text)
        self.scope = scope
        self.directory = directory
        self.collector = ReferenceCollector(text, stream)
    }

    /// Every service, with its name.
    private(set) lazy var services: [YAMLEntry] = stream.documents.flatMap(Self.services)
    private lazy var servicesByName = Dictionary(
        services.map { ($0.key.string ?? "", $0.value) },
        uniquingKeysWith: { first, _ in first }
    )

    /// The service of a name.
    func service(_ name: String) -> YAMLNode? { servicesByName[name] }

    /// The services of a document; in a file of the first version, which has no `services`, all its keys.
    private static func services(of document: YAMLNode) -> [YAMLEntry] {
        if let services = document.value("services") { return services.mergedEntries }
        guard document.value("version") == nil, document.value("include") == nil else { return [] }
        return document.mergedEntries.filter { entry in
            let key = entry.key.string ?? ""
            return !key.hasPrefix("x-") && (entry.value.value("image") ?? entry.value.value("build")) != nil
        }
    }

    /// A text with its variables replaced; nil when one of them has no value.
    func interpolated(_ node: YAMLNode?) -> String? {
        guard let scalar = node?.scalar, !scalar.isNull else { return nil }
        guard scalar.value.utf8.contains(UInt8(ascii: "$")) else { return scalar.value }
        let value = Array(scalar.value.utf8)
        guard let template = ComposeTemplate(value, in: 0..<value.count) else { return nil }
        let result = ComposeInterpolation(template, of: value, limit: ComposeProject.maximumTextSize) { [scope] in
            scope.environment[$0]?.value
        }
        return result.obstacle == nil ? result.text : nil
    }
}

/// What the variables and paths of files that are read together are relative to.
final class ComposeScope {
    /// The project's directory.
    let directory: String
    /// The files that led here, against circles.
    let trail: Set<String>
    /// Reads the files of variables, when the first variable is met.
    private(set) lazy var environment = makeEnvironment()
    private let makeEnvironment: () -> ComposeEnvironment

    init(directory: String, trail: Set<String>, environment: @escaping () -> ComposeEnvironment) {
        self.directory = directory
        self.trail = trail
        self.makeEnvironment = environment
    }
}

extension YAMLScalar {
    /// Whether the text stands for no value.
    var isNull: Bool { style == .plain && ["", "~", "null", "Null", "NULL"].contains(value) }
}

extension YAMLNode {
    /// The node, unless it stands for no value, or takes away what another file says.
    var orNothing: YAMLNode? { scalar?.isNull == true || tag == "!reset" ? nil : self }
}
