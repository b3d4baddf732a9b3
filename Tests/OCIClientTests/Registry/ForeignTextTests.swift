// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Randomness
import Testing

@testable import OCIClient

@Suite struct ForeignTextTests {
    @Test(arguments: [
        ("bytes 5-9/10", 5, 10), ("bytes 0-0/1", 0, 1), ("bytes 5-9/*", 5, nil),
        ("bytes 5-9/9", nil, nil), ("bytes 9-5/10", nil, nil), ("bytes */10", nil, nil), ("bytes 5-9", nil, nil),
        ("items 5-9/10", nil, nil), ("bytes -5-9/10", nil, nil), ("bytes 5-99999999999999999999/*", nil, nil),
        ("", nil, nil),
    ])
    func readsContentRanges(text: String, first: Int64?, size: Int64?) {
        let range = ContentRange(text)
        #expect(range?.first == first)
        #expect(range?.size == size)
    }

    @Test(arguments: [
        (#"</v2/a/tags/list?n=2&last=b>; rel="next""#, "/v2/a/tags/list?n=2&last=b"),
        ("</x>; rel=next", "/x"), (#"</p>; rel="prev", </n>; title="a"; rel="next""#, "/n"),
        (#"</p>; rel="prev""#, nil), ("</x>", nil), ("", nil), ("<", nil), ("><", nil), ("</x; rel=next", nil),
    ])
    func findsTheNextPage(header: String, target: String?) {
        #expect(LinkHeader.next(in: [header]) == target)
    }

    @Test(arguments: [
        (#"{"token":"abc"}"#, "Bearer abc", 48), (#"{"access_token":"abc","expires_in":300}"#, "Bearer abc", 270),
        (#"{"token":"abc","access_token":"def","expires_in":1}"#, "Bearer abc", 0),
        (#"{"token":"abc","expires_in":9223372036854775807}"#, "Bearer abc", 86_370),
        (#"{"token":"abc","expires_in":-5}"#, "Bearer abc", 48),
        (#"{"token":""}"#, nil, 0), (#"{"token":"a b"}"#, nil, 0), (#"{"token":"a\r\nX: y"}"#, nil, 0), ("[]", nil, 0),
    ])
    func readsTokens(answer: String, authorization: String?, lifetime: Int64) {
        let token = AccessToken(Array(answer.utf8))
        #expect(token?.authorization == authorization)
        #expect(token.map { $0.lifetime == .seconds(lifetime) } ?? true)
    }

    @Test(arguments: [
        (#"{"errors":[{"code":"DENIED","message":"held"}]}"#, "held"), (#"{"errors":[{"code":"DENIED"}]}"#, "DENIED"),
        (#"{"errors":[{"code":"DENIED","message":""}]}"#, "DENIED"),
        (#"{"details":"incorrect password"}"#, "incorrect password"),
        ("<html>", nil), (#"{"errors":[]}"#, nil), ("", nil), ("{}", nil),
    ])
    func readsTheWordsOfRefusals(body: String, words: String?) {
        #expect(ErrorDocument.words(in: Array(body.utf8)) == words)
    }

    /// Whatever a registry sends, reading ends, and what was read holds what its type promises.
    @Test func survivesMutations() {
        let seeds = [
            #"Bearer realm="https://auth.example/token",service="s",scope="repository:a/b:pull", Basic realm="x""#,
            #"</v2/a/tags/list?n=2&last=b>; rel="next", <https://h.example:5000/x>; rel=prev"#,
            "https://[::1]:5000/v2/a/blobs/uploads/1?_state=abc%20", "bytes 5-9/10", "Sun, 06 Nov 1994 08:49:37 GMT",
            "100;w=21600", #"{"token":"abc","expires_in":300}"#, #"{"errors":[{"code":"DENIED","message":"held"}]}"#,
            "http://ann:p%40ss@proxy.example:3128", "10.0.0.0/8,.example.com:443,fd00::/8",
        ]
        var generator = Deterministic(seed: 3)
        for round in 0..<4_000 {
            var bytes = Array(seeds[round % seeds.count].utf8)
            for _ in 0...Int.random(in: 0..<4, using: &generator) {
                let place = Int.random(in: 0..<max(1, bytes.count), using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0 where !bytes.isEmpty: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
                case 1 where !bytes.isEmpty: bytes.remove(at: place)
                case 2: bytes.insert(contentsOf: bytes.prefix(place), at: min(place, bytes.count))
                default:
                    bytes.insert(
                        Array("\",=;<>%[]:/@ 9".utf8).randomElement(using: &generator) ?? 0,
                        at: min(place, bytes.count)
                    )
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            _ = Challenge.parse([text])
            _ = LinkHeader.next(in: [text])
            if let url = RequestURL(text) {
                #expect(url.text.utf8.allSatisfy { (0x21...0x7e).contains($0) })
                #expect(!url.authority.contains("@"))
                #expect(RequestURL(url.text) == url)
                _ = url.resolving(text)
            }
            if let range = ContentRange(text) { #expect(range.first <= range.last) }
            if let seconds = RetryAfter.seconds(text, now: TestClock.now) { #expect(seconds >= 0) }
            _ = RateLimit(limit: text, remaining: text)
            if let token = AccessToken(bytes) {
                #expect(token.authorization.utf8.allSatisfy { (0x20...0x7e).contains($0) })
            }
            _ = ErrorDocument.words(in: bytes)
            _ = ProxyAddress(text)
            _ = ProxyExceptions(text).match(host: "h.example", port: 443)
            _ = CredentialHelpers.read(bytes)
        }
    }
}
