// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Testing

@testable import ImageDiff

@Suite struct CanonicalNameTests {
    @Test(arguments: [
        ("a", "a"), ("/a", "a"), ("./a", "a"), ("a/", "a"), ("a//b/./c/", "a/b/c"), ("", ""), (".", ""), ("/", ""),
        ("./", ""), ("//./", ""), ("a/../b", "b"), ("a/b/../../c", "c"), ("a/b/..", "a"), ("a/..", ""), ("...", "..."),
        ("..a/b", "..a/b"), ("a/.wh.b", "a/.wh.b"),
    ])
    func namesHaveOneForm(_ raw: String, _ canonical: String) throws {
        var bytes = Array("before/".utf8)
        let name = try CanonicalName(appending: Array(raw.utf8), to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "before/" + canonical)
        let last = canonical.split(separator: "/").last ?? ""
        #expect(canonical.utf8.count - name.lastComponent == last.utf8.count)
        #expect(name.hasParentReference == raw.split(separator: "/").contains(".."))
    }

    @Test(arguments: ["..", "../a", "/../a", "a/../../b", "./..", "a/../.."])
    func namesThatLeaveTheRootAreRefused(_ raw: String) {
        var bytes: [UInt8] = []
        #expect(throws: LayerError.Reason.escapingName) {
            _ = try CanonicalName(appending: Array(raw.utf8), to: &bytes)
        }
    }

    @Test func zeroBytesAreRefused() {
        var bytes: [UInt8] = []
        #expect(throws: LayerError.Reason.zeroByte) {
            _ = try CanonicalName(appending: [0x61, 0, 0x62], to: &bytes)
        }
    }

    @Test(arguments: [
        ("a/b", false), (".wh.a", false), (".wh.a/b", true), ("a/.wh.b/c/d", true), (".wh.a/../b", false),
        ("a/.wh.b/..", false), (".wh.a/.wh.b", true), (".wh.a/b/..", false),
    ])
    func whatLiesBelowAMarkerIsKnown(_ raw: String, _ isBelow: Bool) throws {
        var bytes: [UInt8] = []
        let name = try CanonicalName(appending: Array(raw.utf8), to: &bytes)
        #expect(name.isBelowMarker == isBelow)
    }
}
