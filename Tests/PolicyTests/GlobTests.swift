// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Policy
import Randomness
import Testing

@Suite struct GlobTests {
    @Test(
        arguments: [
            ("app", ["app"], ["ap", "apps", "x/app", "App"]),
            ("*", ["app", "a"], ["a/b", "x/app"]),
            ("**", ["app", "a/b/c"], []),
            ("ci/**", ["ci/a", "ci/a/b", "ci/x-y"], ["ci", "cia", "cix/a", "x/ci/a"]),
            ("ci/*", ["ci/a"], ["ci", "ci/a/b"]),
            ("**/app", ["app", "x/app", "x/y/app"], ["xapp", "x/xapp", "app/x", "x/app/y"]),
            ("a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["ab", "a/xb", "a/b/c", "xa/b"]),
            ("a/**/b/**/c", ["a/b/c", "a/b/b/c", "a/x/b/y/z/c"], ["a/c", "a/b/xc"]),
            ("v1.*", ["v1.0", "v1.", "v1.2.3"], ["v1", "v2.0", "v10"]),
            ("*-rc?", ["1.0-rc1", "-rc1"], ["1.0-rc", "1.0-rc10"]),
            ("?", ["a", "9"], ["", "ab", "/"]),
            ("a?b", ["axb"], ["a/b", "ab"]),
            ("a**b", ["ab", "axb", "a/x/b"], ["a/x/bc", "b"]),
            ("***", ["a", "a/b"], []),
            ("*/*", ["a/b"], ["a", "a/b/c"]),
            ("team-*/**/web*", ["team-a/web", "team-a/x/website"], ["team/web", "team-a/xweb"]),
            ("1.0", ["1.0"], ["1x0", "1.00"]),
        ] as [(String, [String], [String])]
    )
    func matches(_ pattern: String, _ yes: [String], _ no: [String]) throws {
        let glob = try Glob(pattern)
        for text in yes { #expect(glob.matches(text), "\(pattern) must match \(text)") }
        for text in no { #expect(!glob.matches(text), "\(pattern) must not match \(text)") }
    }

    @Test(
        arguments: [
            ("/app/**", ["/app/a", "/app/a/b"], ["/app", "/ap", "/etc/app/a"]),
            ("**/*.pyc", ["/usr/lib/x.pyc", "x.pyc"], ["/usr/lib/x.py"]),
            ("/usr/share/a b, c/ü?", ["/usr/share/a b, c/üß"], ["/usr/share/a b, c/ü"]),
        ] as [(String, [String], [String])]
    )
    func matchesPaths(_ pattern: String, _ yes: [String], _ no: [String]) throws {
        let glob = try Glob(pattern, over: .path)
        for text in yes { #expect(glob.matches(text), "\(pattern) must match \(text)") }
        for text in no { #expect(!glob.matches(text), "\(pattern) must not match \(text)") }
    }

    @Test(
        arguments: [
            ("", .name, .empty),
            ("a,b", .name, .list),
            ("a b", .tag, .list),
            (" a", .repository, .list),
            ("[ab]", .tag, .unknownWildcard("[")),
            ("v{1}", .tag, .unknownWildcard("{")),
            ("!v1", .tag, .unknownWildcard("!")),
            ("ä", .name, .character("ä")),
            ("a\\b", .name, .character("\\")),
            ("a\nb", .path, .character("\n")),
            ("App", .repository, .upperCase),
            ("app:1.0", .repository, .tagInRepository),
            ("app:1.0", .tag, .character(":")),
            ("/app", .repository, .emptyElement),
            ("app/", .repository, .emptyElement),
            ("a//b", .repository, .emptyElement),
            ("a/b", .tag, .slashInTag),
            (String(repeating: "a", count: 257), .name, .tooLong(maximum: 256)),
        ] as [(String, Glob.Subject, GlobError)]
    )
    func refusesWhatCanMatchNothing(_ pattern: String, _ subject: Glob.Subject, _ error: GlobError) {
        #expect(throws: error) { try Glob(pattern, over: subject) }
    }

    @Test func tellsWhoWritesSeveralPatternsInOneTextToWriteAList() {
        #expect(GlobError.list.description.contains("write a list"))
    }

    @Test func takesNoLongerForHostilePatterns() throws {
        let text = String(repeating: "a", count: 255)
        for pattern in [
            String(repeating: "*a", count: 120) + "b",
            String(repeating: "**/", count: 80) + "b",
            String(repeating: "a*", count: 127) + "b",
            String(repeating: "**a", count: 80) + "b",
        ] {
            let glob = try Glob(pattern)
            #expect(!glob.matches(text))
            #expect(!glob.matches(String(repeating: "a/", count: 127)))
        }
    }

    @Test func agreesWithAPlainRecursiveMatcher() throws {
        var random = Deterministic(seed: 7)
        for _ in 0..<20_000 {
            let pattern = random.text(from: "ab/*?", upTo: 7)
            let text = random.text(from: "ab/", upTo: 7)
            guard let glob = try? Glob(pattern, over: .path) else { continue }
            let expected = Self.plainlyMatches(Array(pattern)[...], Array(text)[...], startsElement: true)
            #expect(glob.matches(text) == expected, "\(pattern) over \(text)")
        }
    }

    private static func plainlyMatches(
        _ pattern: ArraySlice<Character>,
        _ text: ArraySlice<Character>,
        startsElement: Bool
    ) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        let stars = pattern.prefix { $0 == "*" }.count
        if stars >= 2 {
            let rest = pattern.dropFirst(stars)
            if startsElement, rest.first == "/" {
                let tail = rest.dropFirst()
                if plainlyMatches(tail, text, startsElement: true) { return true }
                return text.indices.contains {
                    text[$0] == "/" && plainlyMatches(tail, text[($0 + 1)...], startsElement: true)
                }
            }
            return (0...text.count).contains { plainlyMatches(rest, text.dropFirst($0), startsElement: false) }
        }
        if stars == 1 {
            let reach = text.prefix { $0 != "/" }.count
            return (0...reach)
                .contains {
                    plainlyMatches(pattern.dropFirst(), text.dropFirst($0), startsElement: false)
                }
        }
        guard let character = text.first, first == "?" ? character != "/" : character == first else { return false }
        return plainlyMatches(pattern.dropFirst(), text.dropFirst(), startsElement: first == "/")
    }
}
