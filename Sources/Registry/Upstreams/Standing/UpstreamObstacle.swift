// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
public import Policy
public import Storage

extension UpstreamCheck {
    /// Tells why a tag cannot follow its upstream, although its rule forbids no change and nobody has to decide.
    ///
    /// - Parameters:
    ///   - digest: What the tag means here.
    ///   - rule: The rule of the tag.
    /// - Returns: The reason in words; nil when nothing is in the way, or the upstream means the same.
    public func obstacle(to digest: Digest?, under rule: Rule) -> String? {
        differs(from: digest) && rule.change != .deny ? rule.upstreamObstacle : nil
    }
}

extension Rule {
    /// Why nothing of an upstream becomes what a tag means under the rule; nil when something can.
    var upstreamObstacle: String? {
        guard !require.isEmpty else { return nil }
        return "\(name) requires signatures, which no upstream is asked for; exempt its repositories by a rule above"
    }
}
