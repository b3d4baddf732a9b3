// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Documents of comparisons, as the registry stores them.
enum DiffSample {
    static let small = #"""
        {"schema":"holdfast.diff/1",
         "from":{"reference":"app@sha256:1","digest":"sha256:1"},"to":{"reference":"app@sha256:2","digest":"sha256:2"},
         "verdict":"changed","headline":"application binary changed, same version label","equality":"different files",
         "summary":{"added":1,"removed":0,"modified":2,"noise":1},
         "platforms":[
           {"platform":"linux/amd64","from":"sha256:3","to":"sha256:4","verdict":"changed","change":"modified",
            "headline":"application binary changed, same version label"},
           {"platform":"linux/arm64","from":"sha256:5","to":null,"verdict":"changed","change":"removed"}],
         "files":[
           {"path":"/app/tool","platform":"linux/amd64","change":"modified","fields":["content","mode"],
            "from":{"type":"file","mode":"0755","uid":0,"gid":0,"size":2000000,"digest":null,"target":null},
            "to":{"type":"file","mode":"4755","uid":0,"gid":0,"size":2500000,"digest":null,"target":null},
            "severity":"high","reasons":["program that the image runs changed"]},
           {"path":"/etc/motd","platform":"linux/amd64","change":"modified","fields":["content"],
            "from":{"type":"file","mode":"0644","uid":0,"gid":0,"size":4,"digest":null,"target":null},
            "to":{"type":"file","mode":"0644","uid":0,"gid":0,"size":4,"digest":null,"target":null},
            "severity":"low","reasons":[],"text":"@@ -1 +1 @@\n-old\n+new\n"},
           {"path":"/var/cache/x","platform":"linux/amd64","change":"added","fields":[],"from":null,
            "to":{"type":"file","mode":"0644","uid":0,"gid":0,"size":4,"digest":null,"target":null},
            "severity":"info","reasons":[],"noise":"caches"}],
         "config":[{"field":"entrypoint","platform":"linux/amd64","from":"[\"/app/tool\"]","to":"[\"/bin/sh\"]",
                    "severity":"high"}],
         "packages":[{"name":"libssl3","platform":"linux/amd64","manager":"dpkg","architecture":"amd64",
                      "from":"3.0.15","to":"3.0.16","direction":"upgraded","severity":"low"}],
         "ambiguities":[{"path":"/etc/passwd","platform":"linux/amd64","kind":"duplicate","layer":2,
                         "severity":"medium"}],
         "layers":{"shared":1,"from":2,"to":2}}
        """#
}

extension DiffSample {
    static let summary = #"""
        {"verdict":"changed","headline":"application binary changed, same version label","first":false,
         "platforms":[
           {"platform":"linux/amd64","change":"modified","verdict":"changed",
            "headline":"application binary changed, same version label"},
           {"platform":"linux/arm64","change":"removed","verdict":"changed","headline":null}],
         "severities":{"high":2,"medium":1,"low":2,"info":1201},
         "files":{"added":1,"removed":0,"modified":2,"noise":1},
         "config":[{"field":"entrypoint","platform":"linux/amd64","from":"[\"/app/tool\"]","to":"[\"/bin/sh\"]",
                    "severity":"high"}],
         "packages":{"upgraded":14,"first":[{"name":"libssl3","from":"3.0.15","to":"3.0.16","direction":"upgraded"}]},
         "notableFiles":[{"path":"/app/tool","platform":"linux/amd64","change":"modified","severity":"high",
                          "reasons":["program that the image runs changed"]}],
         "labels":[
           {"name":"org.opencontainers.image.version","from":"2.1.20","to":"2.1.20","same":true},
           {"name":"org.opencontainers.image.revision","from":"1111111","to":"2222222","same":false},
           {"name":"org.opencontainers.image.source","from":"https://example.com/tool","to":"javascript:alert(1)",
            "same":false}],
         "unjudged":null}
        """#

    /// A summary in which nothing differs but what is put in: further members, each after a comma.
    static func summary(headline: String = "one file changed", _ more: String = "") -> String {
        #"{"verdict":"changed","headline":"\#(headline)"\#(more)}"#
    }

    /// A document with these differences of files.
    static func document(files: [String]) -> String {
        #"{"schema":"holdfast.diff/1","files":[\#(files.joined(separator: ","))]}"#
    }

    /// A difference of a file; `more` is further members, each after a comma.
    static func file(_ path: String, _ severity: String = "low", platform: String = "linux/amd64", _ more: String = "")
        -> String
    {
        #"{"path":"\#(path)","platform":"\#(platform)","change":"added","severity":"\#(severity)"\#(more)}"#
    }
}
