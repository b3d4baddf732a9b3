// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A load generator for registries.
///
/// Each subcommand prints one line of JSON; any wrong answer ends the run.
@main
enum Regload {
    private static let usage = """
        usage: regload raw [--method GET|HEAD] [--connections C] [--seconds S] [--accept TYPE] [--length BYTES] URL
               regload push [--images N] [--clients K] [--repository NAME] http://ADDRESS:PORT
               regload tags --repository NAME --manifest FILE [--count N] http://ADDRESS:PORT
               regload blobput --repository NAME --file FILE --digest DIGEST http://ADDRESS:PORT
               regload blobget --length BYTES [--streams K] [--repeat N] URL
        """

    static func main() {
        // A server that closes early shows as an error of the write, not as a signal.
        signal(SIGPIPE, SIG_IGN)
        do throws(LoadError) {
            print(try measure(CommandLine.arguments.dropFirst()).json)
        } catch {
            let message = "regload: \(error)\n"
            write(STDERR_FILENO, message, message.utf8.count)
            exit(1)
        }
    }

    private static func measure(_ arguments: ArraySlice<String>) throws(LoadError) -> Measurement {
        let rest = arguments.dropFirst()
        switch arguments.first {
        case "raw": return try RawLoad(rest).run()
        case "push": return try PushLoad(rest).run()
        case "tags": return try TagLoad(rest).run()
        case "blobput": return try BlobPut(rest).run()
        case "blobget": return try BlobGet(rest).run()
        default: throw LoadError("no such subcommand\n\(usage)")
        }
    }
}
