// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Randomness
import Testing

@Suite struct PinPolicyTests {
    private static let whole = """
        exclude: ["localhost/*", "registry.example.com/dev/**"]
        fields:
          - {apiVersion: "example.com/*", kind: Widget, path: "spec.runtime.image"}
          - path: spec.templates[].container.image
        variables: ["RELATED_IMAGE_*", "*_IMAGE"]
        rules:
          - images: ["docker.io/library/**"]
            minimum-age: 7d
            tag: version
          - images: ["registry.example.com:5000/team/*"]
            tag: named
          - minimum-age: 36h
        """

    private static let now = Timestamp(microseconds: 1_795_218_780_000_000)

    private func verdict(_ text: String, age: Duration?, in policy: PinPolicy) throws -> PinVerdict {
        policy.verdict(
            reference: try Reference(text),
            since: age.map { Self.now.advanced(by: .zero - $0) },
            now: Self.now
        )
    }

    private func errors(in text: String) -> [String] {
        do {
            _ = try PinPolicy(parsing: text, file: "team/pins.yaml")
            return []
        } catch let errors as ConfigurationErrors {
            return errors.errors.map { $0.description.replacing("team/pins.yaml:", with: "") }
        } catch {
            return ["\(error)"]
        }
    }

    @Test func readsEveryKey() throws {
        let policy = try PinPolicy(parsing: Self.whole, file: "team/pins.yaml")
        #expect(policy.exclude.map(\.pattern) == ["localhost/*", "registry.example.com/dev/**"])
        #expect(
            policy.fields == [
                ImageField(apiVersion: "example.com/*", kind: "Widget", path: "spec.runtime.image"),
                ImageField(path: "spec.templates[].container.image"),
            ]
        )
        #expect(policy.variables == ["RELATED_IMAGE_*", "*_IMAGE"])
        #expect(
            policy.rules == [
                PinRule(
                    name: "rule 1 (pins.yaml line 7)",
                    images: [try Glob("docker.io/library/**", over: .reference)],
                    minimumAge: .seconds(7 * 86_400),
                    tag: .version
                ),
                PinRule(
                    name: "rule 2 (pins.yaml line 10)",
                    images: [try Glob("registry.example.com:5000/team/*", over: .reference)],
                    tag: .named
                ),
                PinRule(name: "rule 3 (pins.yaml line 12)", minimumAge: .seconds(36 * 3_600)),
            ]
        )
        #expect(policy.isExcluded(written: "localhost/app", reference: nil))
        #expect(!policy.isExcluded(written: "nginx", reference: try Reference("nginx")))
    }

    @Test(arguments: ["", "# nothing\n", "~"])
    func allowsEverythingWhenItIsEmpty(text: String) throws {
        let policy = try PinPolicy(parsing: text, file: "pins.yaml")
        #expect(policy == PinPolicy())
        #expect(try verdict("nginx", age: nil, in: policy) == .allowed)
        #expect(policy.needsHistory(try Reference("nginx")) == false)
    }

    @Test func letsTheFirstRuleThatMatchesDecide() throws {
        let policy = try PinPolicy(parsing: Self.whole, file: "pins.yaml")
        #expect(policy.needsHistory(try Reference("nginx:1")))
        #expect(policy.needsHistory(try Reference("registry.example.com:5000/team/app:1")) == false)
        #expect(policy.needsHistory(try Reference("registry.example.com:5000/team/deep/app:1")))
        #expect(try verdict("registry.example.com:5000/team/app:edge", age: nil, in: policy) == .allowed)
    }

    @Test func wantsAnAge() throws {
        let policy = try PinPolicy(parsing: "rules: [{minimum-age: 7d}]", file: "pins.yaml")
        #expect(try verdict("nginx", age: .seconds(7 * 86_400), in: policy) == .allowed)
        #expect(
            try verdict("nginx", age: .seconds(7 * 86_400 - 60), in: policy)
                == .refused(
                    "the tag means this only since 2026-11-13T23:54:00.000000Z, and rule 1 (pins.yaml line 1) demands 7d; "
                        + "it may be pinned from 2026-11-20T23:54:00.000000Z"
                )
        )
        #expect(
            try verdict("nginx", age: nil, in: policy)
                == .unknown(
                    "the registry does not say since when the tag means this, and rule 1 (pins.yaml line 1) demands 7d"
                )
        )
        guard case .refused = try verdict("nginx", age: .seconds(-3_600), in: policy) else {
            Issue.record("a moment to come is no age")
            return
        }
    }

    @Test(arguments: [
        ("any", "app", true), ("any", "app:latest", true), ("named", "app", false), ("named", "app:latest", false),
        ("named", "app:edge", true), ("version", "app", false), ("version", "app:latest", false),
        ("version", "app:stable", false), ("version", "app:1", true), ("version", "app:1.25", true),
        ("version", "app:v1.2.3", true), ("version", "app:1-alpine", true), ("version", "app:12_2", true),
        ("version", "app:8f3a9c1", false), ("version", "app:v", false), ("version", "app:version1", false),
        ("version", "app:vv1", false),
    ])
    func wantsATag(demand: String, reference: String, isAllowed: Bool) throws {
        let policy = try PinPolicy(parsing: "rules: [{tag: \(demand)}]", file: "pins.yaml")
        let isFound = try verdict(reference, age: nil, in: policy) == .allowed
        #expect(isFound == isAllowed)
    }

    @Test func saysWhichRuleRefusesATag() throws {
        let policy = try PinPolicy(parsing: "rules: [{tag: version}]", file: "a/pins.yaml")
        #expect(
            try verdict("app:edge", age: nil, in: policy)
                == .refused(
                    "the tag must look like a version, which edge does not, as rule 1 (pins.yaml line 1) demands"
                )
        )
    }

    @Test(
        arguments: [
            ("rulez: []", "1:1: unknown key \"rulez\" in the policy; did you mean \"rules\"?"),
            ("rules: [{tags: named}]", "1:10: unknown key \"tags\" in a rule; did you mean \"tag\"?"),
            (
                "rules:\n- minimum-age: 7",
                "2:16: \"minimum-age\" must be a whole number with a unit: s, m, h, d or w, such as 30d"
            ),
            ("rules: [{tag: semver}]", "1:15: \"tag\" must be any, named or version, not \"semver\""),
            ("rules: []", "1:8: \"rules\" is an empty list; remove it or write [{minimum-age: 7d}]"),
            ("rules: [{}]", "1:9: a rule says nothing; write minimum-age or tag"),
            (
                "rules: [{images: [nginx], tag: named}]",
                "1:19: \"nginx\" is not a pattern for \"images\": images are named with their host, "
                    + "such as docker.io/library/nginx"
            ),
            (
                "rules: [{images: [\"docker.io/library/nginx:1\"]}]",
                "1:19: \"docker.io/library/nginx:1\" is not a pattern for \"images\": it holds a tag or digest; "
                    + "\"tag\" says what is demanded of tags"
            ),
            (
                "rules: [{images: [\"quay.io\"]}]",
                "1:19: \"quay.io\" is not a pattern for \"images\": it names no repository; "
                    + "write quay.io/** for all of a registry"
            ),
            ("exclude: [\"a b\"]", "1:11: \"a b\" is not a pattern for \"exclude\": \(GlobError.list)"),
            ("exclude: nginx", "1:10: \"exclude\" must be a list, such as [\"localhost/*\"]"),
            ("fields: [{kind: X}]", "1:10: an entry of \"fields\" lacks \"path\", such as spec.runtime.image"),
            (
                "fields: [{path: .spec}]",
                "1:17: \".spec\" is not a path: it is keys with dots between, such as spec.templates[].image"
            ),
            (
                "variables: [\"A IMAGE\"]",
                "1:13: \"A IMAGE\" is not the name of a variable, nor a pattern such as \"*_IMAGE\""
            ),
            ("[]", "1:1: the policy must be a mapping of keys to values (key: value)"),
        ]
    )
    func saysWhatIsWrongAndWhere(text: String, error: String) {
        #expect(errors(in: text).contains(error), "\(errors(in: text))")
    }

    @Test(arguments: ["**", "**/app", "*/team/*", "localhost/**", "host:5000/app", "quay.io/**", "quay**"])
    func takesPatternsThatMatchAnImage(pattern: String) {
        #expect(errors(in: "rules: [{images: [\"\(pattern)\"], tag: named}]") == [])
    }

    @Test func readsAFile() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("rules: [{tag: named}]", to: "pins.yaml")
        #expect(try PinPolicy.load(path: path).rules.map(\.tag) == [.named])
        #expect(throws: ConfigurationErrors.self) { try PinPolicy.load(path: path + ".not") }
    }

    @Test func neverCrashesOnDamagedFiles() {
        var random = Deterministic(seed: 5)
        let interesting = Array("\0\t\n :-?,[]{}#&*!|>'\"%@/.7d\u{feff}é".utf8) + [0x80, 0xff]
        var accepted = 0
        for _ in 0..<3_000 {
            let text = String(decoding: random.mutate(Array(Self.whole.utf8), with: interesting), as: UTF8.self)
            do {
                let policy = try PinPolicy(parsing: text, file: "p.yaml")
                _ = try verdict("nginx:1", age: nil, in: policy)
                accepted += 1
            } catch let errors as ConfigurationErrors {
                #expect(errors.errors.allSatisfy { !$0.message.isEmpty && ($0.line ?? 1) >= 1 })
            } catch {
                Issue.record("\(error)")
            }
        }
        #expect(accepted > 0)
    }
}
