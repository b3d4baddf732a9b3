// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Policy
import Testing

@Suite struct ConfigurationErrorTests {
    private func errors(in text: String) -> [String] {
        do {
            _ = try Configuration(parsing: text, file: "h.yaml")
            return []
        } catch let errors as ConfigurationErrors {
            return errors.errors.map(\.description)
        } catch {
            return ["\(error)"]
        }
    }

    @Test(
        arguments: [
            ("rules:\n  - chnage: hold", "h.yaml:2:5: unknown key \"chnage\" in a rule; did you mean \"change\"?"),
            ("rulez: []", "h.yaml:1:1: unknown key \"rulez\" in the configuration; did you mean \"rules\"?"),
            ("releaseafter: 1", "h.yaml:1:1: unknown key \"releaseafter\" in the configuration"),
            (
                "rules:\n- releaseafter: 1d",
                "h.yaml:2:3: unknown key \"releaseafter\" in a rule; did you mean \"release-after\"?"
            ),
            (
                "rules:\n- change: alow",
                "h.yaml:2:11: \"change\" must be allow, hold or deny, not \"alow\"; did you mean \"allow\"?"
            ),
            ("rules:\n- delete: hold", "h.yaml:2:11: \"delete\" must be allow or deny, not \"hold\""),
            ("rules: {change: hold}", "h.yaml:1:8: \"rules\" must be a list, such as - tags: [\"latest\"]"),
            ("rules:", "h.yaml:1:7: \"rules\" has no value"),
            ("rules: [allow]", "h.yaml:1:9: a rule must be a mapping of keys to values (key: value)"),
            ("rules:\n-\n", "h.yaml:2:2: a rule says nothing"),
            ("rules:\n- tags: v*", "h.yaml:2:9: \"tags\" must be a list, such as [\"v*\"]"),
            ("rules:\n- tags: []", "h.yaml:2:9: \"tags\" is an empty list; remove it or write [\"v*\"]"),
            ("rules:\n- tags: [v*, ]\n  create:", "h.yaml:3:10: \"create\" has no value"),
            (
                "rules:\n- tags: [\"a,b\"]",
                "h.yaml:2:10: \"a,b\" is not a pattern for \"tags\": it holds several patterns in one text; "
                    + "write a list, such as [\"a\", \"b\"]"
            ),
            (
                "rules:\n- repositories: [app:1]",
                "h.yaml:2:18: \"app:1\" is not a pattern for \"repositories\": it holds a colon; "
                    + "patterns for tags stand under \"tags\""
            ),
            ("rules:\n- tags: [*]", "h.yaml:2:10: a text that starts with * must be quoted, such as \"*\""),
            ("rules:\n- tags: [*-rc]", "h.yaml:2:10: a text that starts with * must be quoted, such as \"*\""),
            ("rules:\n- tags:\n  - **/x", "h.yaml:3:5: a text that starts with * must be quoted, such as \"*\""),
            ("rules:\n- tags: [@x]", "h.yaml:2:10: a text that starts with \"@\" must be quoted"),
            ("rules:\n\t- change: hold", "h.yaml:2:1: there is a tab; YAML is indented with spaces"),
            (
                "rules:\n- expire: 30",
                "h.yaml:2:11: \"expire\" must be a whole number with a unit: s, m, h, d or w, such as 30d"
            ),
            (
                "rules:\n- expire: 1.5h",
                "h.yaml:2:11: \"expire\" must be a whole number with a unit: s, m, h, d or w, such as 30d"
            ),
            (
                "rules:\n- expire: -1d",
                "h.yaml:2:11: \"expire\" must be a whole number with a unit: s, m, h, d or w, such as 30d"
            ),
            ("rules:\n- expire: 0d", "h.yaml:2:11: \"expire\" must be longer than nothing"),
            ("rules:\n- release-after: 0s", "h.yaml:2:18: \"release-after\" must be longer than nothing"),
            ("rules:\n- expire: 99999999999999999999999w", "h.yaml:2:11: \"expire\" is longer than a century"),
            ("rules:\n- expire: 9223372036854775807w", "h.yaml:2:11: \"expire\" is longer than a century"),
            ("rules:\n- expire: 36526d", "h.yaml:2:11: \"expire\" is longer than a century"),
            (
                "rules:\n- pull: signed",
                "h.yaml:2:9: \"pull: signed\" needs to know whose signatures count; "
                    + "add to the same rule, for example, require: [{keys: [release]}]"
            ),
            (
                "rules:\n- approve-when: [{}]",
                "h.yaml:2:18: an alternative of \"approve-when\" without conditions would approve everything; "
                    + "write \"change: allow\" if that is meant"
            ),
            (
                "rules:\n- approve-when: [{verdict: [same]}]",
                "h.yaml:2:29: \"verdict\" must be identical, same-files, timestamps-only or changed, not \"same\""
            ),
            (
                "rules:\n- approve-when: [{severity-below: info}]",
                "h.yaml:2:35: nothing is below \"info\", so nothing would ever be approved"
            ),
            (
                "rules:\n- require: [{threshold: 1}]",
                "h.yaml:2:13: an entry of \"require\" lacks \"keys\", the names of the keys that count"
            ),
            (
                "keys: {a: a.pub}\nrules:\n- require: [{keys: [a], threshold: 2}]",
                "h.yaml:3:36: \"threshold\" must be a whole number from 1 to 1"
            ),
            ("rules:\n- keep: {}", "h.yaml:2:9: \"keep\" names nothing to keep; remove it to keep everything"),
            ("rules:\n- keep: {last: 0}", "h.yaml:2:16: \"last\" must be a whole number from 1 to 1000000"),
            ("rules:\n- keep: {last: \"3\"}", "h.yaml:2:16: \"last\" must be a whole number from 1 to 1000000"),
            ("insecure: yes", "h.yaml:1:11: \"insecure\" must be true or false"),
            ("insecure: \"true\"", "h.yaml:1:11: \"insecure\" must be true or false"),
            ("data: [x]", "h.yaml:1:7: \"data\" must be a text"),
            ("data: \"\"", "h.yaml:1:7: \"data\" has no value"),
            ("data: ~/data", "h.yaml:1:7: \"data\": ~ is not replaced by a home directory here; write the path out"),
            ("data: \"a\\nb\"", "h.yaml:1:7: \"data\" must be one line without control characters"),
            ("log: all", "h.yaml:1:6: \"log\" must be a mapping of keys to values (key: value)"),
            ("log: {requests: some}", "h.yaml:1:17: \"requests\" must be all, changes or off, not \"some\""),
            ("listen: 5000", "h.yaml:1:9: \"5000\" in \"listen\": it is written HOST:PORT, such as 127.0.0.1:5000"),
            (
                "listen: [\"::1\", 5000]",
                "h.yaml:1:9: \"listen\" must be a text; an IPv6 address in brackets is quoted, such as \"[::1]:5000\""
            ),
            (
                "tls: {certificate: c}",
                "h.yaml:1:6: \"tls\" lacks \"key\"; it needs both: {certificate: cert.pem, key: key.pem}"
            ),
            ("url: registry.example.com", "h.yaml:1:6: \"url\" must start with https:// or http://"),
            ("url: https://u:p@example.com", "h.yaml:1:6: \"url\" must not hold a user or password"),
            (
                "url: https://example.com/registry",
                "h.yaml:1:6: \"url\" must end with the host or port: clients look for a registry at the root of its host"
            ),
            ("url: https://example.com:0", "h.yaml:1:6: \"url\" must name a host and, if any, a port from 1 to 65535"),
            ("url: https://", "h.yaml:1:6: \"url\" must name a host and, if any, a port from 1 to 65535"),
            (
                "name: a b",
                "h.yaml:1:7: \"name\" must be at most 255 bytes without blanks and plus signs, such as registry.example.com"
            ),
            (
                "trusted-proxies: [10.0.0.0/40]",
                "h.yaml:1:19: \"10.0.0.0/40\" in \"trusted-proxies\": the number after the slash must be 0 to 32"
            ),
            (
                "access: [{users: [ann]}]",
                "h.yaml:1:10: an access entry lacks \"can\", such as can: [pull, push]; can: [] gives nothing"
            ),
            (
                "access: [{can: [pull]}]",
                "h.yaml:1:10: an access entry lacks \"users: [NAME]\", or \"anonymous: true\" for everyone"
            ),
            ("access: [{anonymous: false, can: [pull]}]", nil),
            (
                "access: [{anonymous: true, users: [ann], can: [pull]}]",
                "h.yaml:1:35: \"anonymous: true\" matches everyone, so \"users\" beside it has no meaning; make two entries"
            ),
            (
                "access: [{users: [\"*\"], can: [pull]}]",
                "h.yaml:1:19: \"*\" is not a user name: write \"anonymous: true\" for everyone"
            ),
            (
                "access: [{users: [ann], can: [pul]}]",
                "h.yaml:1:31: \"can\" must be pull, push, delete, approve or admin, not \"pul\"; did you mean \"pull\"?"
            ),
            ("access:", "h.yaml:1:8: \"access\" has no value"),
            (
                "access: []",
                "h.yaml:1:9: \"access\" is an empty list; remove it or write - {users: [\"ann\"], can: [pull, push]}"
            ),
            ("approvals: {distinct: maybe}", "h.yaml:1:23: \"distinct\" must be true or false"),
            ("- a", "h.yaml:1:1: the configuration must be a mapping of keys to values (key: value)"),
            ("text", "h.yaml:1:1: the configuration must be a mapping of keys to values (key: value)"),
            ("[a]: b", "h.yaml:1:1: a key must be a text"),
            ("data: x\ndata: y", "h.yaml:1:1: duplicate key \"data\": only one can count, so remove the others"),
            ("a: 1\n---\nb: 2", "h.yaml:2:1: a second document starts here; a configuration is one document"),
            ("data: &x y", "h.yaml:1:7: anchors (&name) are not supported; quote a text that starts with &"),
            ("data: !!binary eA==", "h.yaml:1:7: YAML tags (\"tag:yaml.org,2002:binary\") are not supported"),
            ("data: !x y", "h.yaml:1:7: YAML tags (\"!x\") are not supported"),
            ("users: u\naccess: !x [{users: [a], can: []}]", "h.yaml:2:9: YAML tags (\"!x\") are not supported"),
            ("# one\ndata: a\u{1}b", "h.yaml:2:8: there is a control character, which text files do not hold"),
            (
                "data: \"x",
                "h.yaml:1:9: this is not valid YAML: found unexpected end of stream, while scanning a quoted scalar that starts in line 1"
            ),
        ] as [(String, String?)]
    )
    func tellsPlaceAndRemedy(_ text: String, _ expected: String?) {
        let errors = errors(in: text)
        if let expected {
            #expect(errors == [expected])
        } else {
            #expect(errors.count == 1)
        }
    }

    @Test func tellsEverythingAtOnceInTheOrderOfTheFile() {
        let text = """
            listen: nowhere
            rules:
              - tags: ["a b", "ok", "c,d"]
                chnage: hold
                expire: soon
            access:
              - {users: [ann]}
            kees: {}
            """
        let places = errors(in: text).map { $0.split(separator: ":")[1...2].joined(separator: ":") }
        #expect(places == ["1:9", "3:12", "3:25", "4:5", "5:13", "7:5", "8:1"])
    }

    @Test func quotesTextOfTheFileWithoutWhatATerminalWouldObey() {
        let errors = errors(in: "\"a\\e[31m\\u202Eb\": 1")
        #expect(errors == ["h.yaml:1:1: unknown key \"a\\u{1b}[31m\\u{202e}b\" in the configuration"])
        let long = self.errors(in: String(repeating: "k", count: 100) + ": 1")
        #expect(long == ["h.yaml:1:1: unknown key \"" + String(repeating: "k", count: 60) + "…\" in the configuration"])
    }

    @Test func tellsNoMoreThanAHundredErrors() throws {
        let text = (0..<1_000).map { "k\($0): 1\n" }.joined()
        #expect(errors(in: text).count == ConfigurationErrors.maximumCount)
    }

    @Test func takesAmpersandsThatAreNoAnchors() throws {
        let text = "# R&D &more\ndata: a&b\nusers: \"&c\" # [&x] *y\nrules: [{tags: [\"*x\"]}]\n"
        let configuration = try Configuration(parsing: text, file: "h.yaml")
        #expect(configuration.data == "a&b")
        #expect(configuration.users == "&c")
        #expect(configuration.rules.rules.first?.tags.first?.pattern == "*x")
    }

    @Test func refusesBombsOfAliasesBeforeTheyGoOff() {
        var bomb = "a0: &a0 [x, x]\n"
        for level in 1...40 {
            bomb +=
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ") + "]\n"
        }
        for text in [
            bomb, bomb + "? *a40\n: x\n", bomb + "m: {*a40 : 1, *a39 : 2}\n", "# [\n" + bomb, "\"&q\": '*'\n" + bomb,
        ] {
            #expect(errors(in: text).first?.contains("anchors (&name) are not supported") == true)
        }
    }

    @Test(
        arguments: [
            String(repeating: "[", count: 900) + String(repeating: "]", count: 900),
            String(repeating: "[", count: 100_000),
            String(repeating: "{a: ", count: 900) + String(repeating: "}", count: 900),
            String(repeating: "- ", count: 900) + "x",
            String(repeating: "? ", count: 900) + "x",
            String(repeating: "[", count: 33) + String(repeating: "]", count: 33),
            (0..<40).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
            "a: &x " + String(repeating: "[", count: 900) + String(repeating: "]", count: 900),
        ]
    )
    func refusesDeepNesting(_ text: String) {
        let errors = errors(in: text)
        #expect(errors.contains { $0.contains("nested more than 32 levels") || $0.contains("anchors") })
    }

    @Test func refusesAFileThatIsTooLarge() {
        let text = String(repeating: "#", count: Configuration.maximumSize + 1)
        #expect(errors(in: text) == ["h.yaml: the file is larger than 1048576 bytes"])
        #expect(errors(in: String(text.dropFirst())) == [])
    }
}
