// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Go's own packages for transparency logs, asked about a log that Holdfast made.
enum GoTreeOracle {
    static let packages = "/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog"

    /// Runs the program over lines of facts; what it does not believe, it prints, and fails.
    static func judge(_ facts: [String]) async throws -> Shell.Outcome {
        let directory = try TemporaryDirectory()
        let program = try directory.write("oracle.go", source)
        return try await Shell.run(
            "go",
            ["run", program],
            environment: [
                "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": "", "CGO_ENABLED": "0",
                "HOME": directory.path, "GOCACHE": try directory.directory("cache"),
            ],
            directory: directory.path,
            input: facts.joined(separator: "\n") + "\n",
            within: .seconds(300)
        )
    }

    private static let source = #"""
        package main

        import (
            "bufio"
            "bytes"
            "encoding/base64"
            "fmt"
            "os"
            "strconv"
            "strings"

            "golang.org/x/mod/sumdb/note"
            "golang.org/x/mod/sumdb/tlog"
        )

        var stored []tlog.Hash

        var reader = tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
            found := make([]tlog.Hash, len(indexes))
            for i, index := range indexes {
                found[i] = stored[index]
            }
            return found, nil
        })

        func main() {
            lines := bufio.NewScanner(os.Stdin)
            lines.Buffer(nil, 1<<24)
            count, failed := 0, false
            for lines.Scan() {
                if err := judge(strings.Split(lines.Text(), " ")); err != nil {
                    fmt.Println(lines.Text(), err)
                    failed = true
                }
                count++
            }
            if lines.Err() != nil || failed {
                os.Exit(1)
            }
            fmt.Println(count, "facts hold")
        }

        func judge(fact []string) error {
            switch fact[0] {
            case "entry":
                hashes, err := tlog.StoredHashes(number(fact[1]), decode(fact[2]), reader)
                stored = append(stored, hashes...)
                return err
            case "root":
                return same(root(number(fact[1])), hash(fact[2]))
            case "inclusion":
                index, size := number(fact[1]), number(fact[2])
                proof := tlog.RecordProof(hashes(fact[4:]))
                if err := tlog.CheckRecord(proof, size, root(size), index, hash(fact[3])); err != nil {
                    return err
                }
                made, err := tlog.ProveRecord(size, index, reader)
                if err != nil {
                    return err
                }
                return same([]tlog.Hash(made), []tlog.Hash(proof))
            case "consistency":
                from, to := number(fact[1]), number(fact[2])
                proof := tlog.TreeProof(hashes(fact[3:]))
                if err := tlog.CheckTree(proof, to, root(to), from, root(from)); err != nil {
                    return err
                }
                made, err := tlog.ProveTree(to, from, reader)
                if err != nil {
                    return err
                }
                return same([]tlog.Hash(made), []tlog.Hash(proof))
            case "tile":
                tile, err := tlog.ParseTilePath("tile/8/" + fact[1])
                if err != nil {
                    return err
                }
                made, err := tlog.ReadTileData(tile, reader)
                if err != nil {
                    return err
                }
                return same(made, decode(fact[2]))
            case "checkpoint":
                return checkpoint(fact[1], fact[2], fact[3], number(fact[4]), decode(fact[5]))
            }
            return fmt.Errorf("is not known")
        }

        func checkpoint(signerKey, verifierKey, origin string, size int64, message []byte) error {
            verifier, err := note.NewVerifier(verifierKey)
            if err != nil {
                return err
            }
            opened, err := note.Open(message, note.VerifierList(verifier))
            if err != nil {
                return err
            }
            if err := same(opened.Text, fmt.Sprintf("%s\n%d\n%s\n", origin, size, root(size))); err != nil {
                return err
            }
            signer, err := note.NewSigner(signerKey)
            if err != nil {
                return err
            }
            signed, err := note.Sign(&note.Note{Text: opened.Text}, signer)
            if err != nil {
                return err
            }
            if !bytes.Equal(signed, message) {
                return fmt.Errorf("is signed otherwise: %s", signed)
            }
            return nil
        }

        func root(size int64) tlog.Hash {
            hash, err := tlog.TreeHash(size, reader)
            if err != nil {
                panic(err)
            }
            return hash
        }

        func same(made, given interface{}) error {
            if fmt.Sprint(made) != fmt.Sprint(given) {
                return fmt.Errorf("is %v here", made)
            }
            return nil
        }

        func number(text string) int64 {
            value, err := strconv.ParseInt(text, 10, 64)
            if err != nil {
                panic(err)
            }
            return value
        }

        func decode(text string) []byte {
            value, err := base64.StdEncoding.DecodeString(text)
            if err != nil {
                panic(err)
            }
            return value
        }

        func hash(text string) tlog.Hash {
            value, err := tlog.ParseHash(text)
            if err != nil {
                panic(err)
            }
            return value
        }

        func hashes(texts []string) []tlog.Hash {
            var values []tlog.Hash
            for _, text := range texts {
                values = append(values, hash(text))
            }
            return values
        }
        """#
}
