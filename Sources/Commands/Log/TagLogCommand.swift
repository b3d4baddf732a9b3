// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser

struct TagLogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Prove what tags meant: the log that cannot be rewritten.",
        discussion: """
            EXAMPLES:
              holdfast log verify team/app:1.0       is what is served what the log says?
              holdfast log proof team/app:1.0 > app.tlog-proof
              holdfast verify --proof app.tlog-proof holds without the registry, too
              holdfast log audit team/app            read the whole log, and hold every tag against it
              holdfast log witness --listen 0.0.0.0:7000 --data ./witness --log VKEY

            A Holdfast logs every event of a repository's tags in a tree of hashes and signs its root. The command line \
            remembers the last signed state of every log it has met, and holds each new one against it: a log that was \
            rewritten ends the command with 6.
            """,
        subcommands: [
            LogVerify.self, LogProof.self, LogAudit.self, LogCheckpoint.self, LogKey.self, LogForget.self,
            LogWitness.self,
        ]
    )
}
