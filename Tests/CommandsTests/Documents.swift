// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Documents as a server would write them.
enum Documents {
    static let old = "sha256:" + String(repeating: "a", count: 64)
    static let new = "sha256:" + String(repeating: "b", count: 64)

    static func hold(_ id: Int = 12, state: String = "open", from: String? = old, reason: String? = nil) -> String {
        let from = from.map { "\"\($0)\"" } ?? "null"
        let reason = reason.map { "\"\($0)\"" } ?? "null"
        let decided =
            state == "open"
            ? #""decidedBy":null,"decidedAt":null"#
            : #""decidedBy":"ann","decidedAt":"2026-11-20T23:52:00Z""#
        return """
            {"id":\(id),"repository":"team/app","tag":"1.0","from":\(from),"to":"\(new)","state":"\(state)",
            "offeredBy":"ci","offeredAt":"2026-11-20T20:53:00Z",\(decided),"reason":\(reason),
            "url":"http://h/holds/\(id)",
            "rule":"rule 2 (holdfast.yaml line 14)","expiresAt":"2026-12-20T23:53:00Z","releaseAt":null,
            "client":"docker/29",
            "approve":"holdfast holds approve \(id)","unknown":{"to":["us"]}}
            """
    }

    static func holds(_ holds: String...) -> String {
        #"{"schema":"holdfast.holds/1","holds":["# + holds.joined(separator: ",") + "]}"
    }

    static let history = """
        {"schema":"holdfast.history/1","repository":"team/app","tag":"1.0","events":[
        {"index":2,"time":"2026-11-20T23:52:30Z","tag":"1.0","event":"approved",
        "digest":"\(new)","previous":"\(old)","actor":"ann",
        "reason":"checked"},
        {"index":1,"time":"2026-11-20T20:53:00Z","event":"held","digest":"\(new)",
        "previous":"\(old)","actor":"ci","reason":null},
        {"index":0,"time":"2026-11-01T08:00:00Z","event":"created","digest":"\(old)",
        "previous":null,"actor":"ci","reason":null}
        ]}
        """

    static let tags = """
        {"schema":"holdfast.ls/1","repository":"team/app","tags":[
        {"tag":"1.0","digest":"\(old)","mediaType":"application/vnd.oci.image.index.v1+json","size":3145728,
        "changedAt":"2026-11-01T08:00:00Z","changedBy":"ci","lastPulledAt":"2026-11-20T23:00:00Z",
        "rule":"the default rule",
        "change":"hold","hold":12,"companion":false},
        {"tag":"sha256-\(String(repeating: "a", count: 64)).sig","digest":"\(new)","size":712,
        "hold":null,"companion":true}
        ]}
        """
}
