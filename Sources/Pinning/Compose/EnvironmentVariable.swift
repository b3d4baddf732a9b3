// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A variable with its value, and where that is written.
struct EnvironmentVariable {
    /// What the written text is of the value.
    enum Source {
        /// It spells the value.
        case spelled
        /// It stands for the value, with escapes.
        case escaped
        /// It puts the value together from those of other variables.
        case composed([String])
        /// The value is not known, and why.
        case unknown(String)
    }

    private(set) var name: String
    let value: [UInt8]
    /// The file that the value is written in.
    let file: SourceText
    /// The bytes that stand for the value: without quotes, but for escapes.
    let span: Range<Int>
    let source: Source
    /// The variables that pass this value on without a change, this one first.
    private(set) var chain: [String]
    /// All variables that its text uses.
    private(set) var uses: Set<String>

    /// Creates the variable that an assignment makes.
    ///
    /// - Throws: ``PinningError/Code/malformed`` when the value is a template that compose refuses.
    init(
        _ assignment: EnvironmentFile.Assignment,
        in file: SourceText,
        lookup: @escaping (String) -> EnvironmentVariable?
    ) throws(PinningError) {
        let content = assignment.content
        guard assignment.quoting != .single, content.contains(UInt8(ascii: "$")) else {
            self.init(assignment, in: file, value: content, .spelled, range: 0..<content.count, uses: [])
            return
        }
        guard let template = ComposeTemplate(content, in: 0..<content.count) else {
            throw PinningError(
                .malformed,
                "the value of \(assignment.name) has a variable that is not complete",
                offset: assignment.span.lowerBound
            )
        }
        let limit = ComposeEnvironment.maximumValueSize
        let result = ComposeInterpolation(template, of: content, limit: limit) { lookup($0)?.value }
        let names = template.names
        switch template.whole(lookup) {
        case .text(let range)?:
            self.init(assignment, in: file, value: result.bytes, .spelled, range: range, uses: names)
        case .variable(let other)?:
            self = other
            self.name = assignment.name
            self.chain = [assignment.name] + other.chain
            self.uses = names
        case nil:
            let source: Source = result.obstacle.map { .unknown($0) } ?? .composed(result.names)
            self.init(assignment, in: file, value: result.bytes, source, range: 0..<content.count, uses: names)
        }
    }

    private init(
        _ assignment: EnvironmentFile.Assignment,
        in file: SourceText,
        value: [UInt8],
        _ source: Source,
        range: Range<Int>,
        uses: Set<String>
    ) {
        self.name = assignment.name
        self.value = value
        self.file = file
        self.chain = [assignment.name]
        self.uses = uses
        if let span = assignment.contentSpan {
            self.span = span.lowerBound + range.lowerBound..<span.lowerBound + range.upperBound
            self.source = source
        } else if case .unknown = source {
            self.span = assignment.span
            self.source = source
        } else {
            self.span = assignment.span
            self.source = .escaped
        }
    }
}
