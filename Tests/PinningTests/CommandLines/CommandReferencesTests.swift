// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Pinning

/// Which words of command lines are images: written, and meaning or why there is none.
@Suite struct CommandReferencesTests {
    private static let hash = String(repeating: "a", count: 64)

    @Test(arguments: [
        ("docker run nginx", ["nginx = nginx"]),
        ("docker run nginx:1.25 echo docker run no", ["nginx:1.25 = nginx:1.25"]),
        ("docker run -it --rm -v $PWD:/x -p8080:80 -e A=b nginx:1 sh -c 'x'", ["nginx:1 = nginx:1"]),
        ("docker run -itv /a:/b nginx", ["nginx = nginx"]),
        ("docker run --name web --network=host --gpus all nginx", ["nginx = nginx"]),
        ("docker run --rm=true -d=false -- nginx", ["nginx = nginx"]),
        ("docker create --name x nginx", ["nginx = nginx"]),
        ("docker container run nginx; docker container create b && docker container ls", ["nginx = nginx", "b = b"]),
        ("docker pull -q -a nginx\ndocker image pull b\ndocker image ls", ["nginx = nginx", "b = b"]),
        ("docker run -a stdin nginx", ["nginx = nginx"]),
        ("docker --context x -D run nginx", ["nginx = nginx"]),
        ("docker -H tcp://x:1 --log-level=debug pull nginx", ["nginx = nginx"]),
        ("podman pull a b docker://c:1", ["a = a", "b = b", "c:1 = c:1"]),
        (
            "podman --root /x run --systemd true --replace docker.io/library/a",
            ["docker.io/library/a = docker.io/library/a"]
        ),
        ("podman run --rootfs /some/dir sh", []),
        ("podman pull oci-archive:x.tar dir:/x a; docker run oci:1", ["a = a", "oci:1 = oci:1"]),
        ("docker run -it--rm a; docker run -uroot -w/x b", ["-it--rm - the option -it--rm is not known", "b = b"]),
        ("nerdctl -n k8s.io run --insecure-registry a", ["a = a"]),
        ("sudo -u root docker run a", ["a = a"]),
        ("sudo -E env X=1 /usr/bin/docker run a", ["a = a"]),
        ("A=1 B=\"c d\" docker run a", ["a = a"]),
        ("timeout 30 docker pull a | tee log", ["a = a"]),
        ("if ! docker run a; then docker pull b; fi", ["a = a", "b = b"]),
        ("x=$(docker run a cat) && echo \"`docker run b`\"", ["a = a", "b = b"]),
        ("echo \"x $(docker run \"a\" y) z\"", ["a = a"]),
        ("(cd x; docker run a) & { docker run b; }", ["a = a", "b = b"]),
        ("case $x in a) docker run a ;; esac", ["a = a"]),
        ("docker run \\\n  --rm \\\n  a", ["a = a"]),
        ("docker run \\\r\n  a\r\n", ["a = a"]),
        ("docker run 'a:1' && docker run \"b:1\"", ["a:1 = a:1", "b:1 = b:1"]),
        ("docker run a >/dev/null 2>&1 <in", ["a = a"]),
        ("docker run -v x:/x > log a", ["a = a"]),
        ("# docker run no\ndocker run a # docker run no", ["a = a"]),
        ("echo docker run no; echo 'docker run no'", []),
        ("docker ps; docker build -t x .; docker network create no; docker compose run no", []),
        ("mydocker run no; docker-compose run no", []),
        ("cat <<EOF\ndocker run no\nEOF\ndocker run a", ["a = a"]),
        ("cat <<-'E' > x\n\tdocker run no\n\tE\ndocker run a", ["a = a"]),
        ("bash <<EOF\ndocker run a\nEOF\n", ["a = a"]),
        ("cat <<EOF\ndocker run a", ["a = a"]),
        ("ssh host docker run a", ["a = a"]),
        ("ssh host 'sudo docker run a'; bash -c \"docker run b; docker run c\"", ["a = a", "b = b", "c = c"]),
        ("RUN=\"docker run --rm a\"\n", ["a = a"]),
        ("echo it's\ndocker run a", ["a = a"]),
        ("echo \"$(x\ndocker run a", ["a = a"]),
        ("echo $((1 << 2)) ${x:-$(docker run a)}\ndocker run b", ["a = a", "b = b"]),
        ("docker run $IMAGE", ["$IMAGE - a variable of the command stands in it"]),
        ("docker run node:${V} x", ["node:${V} - a variable of the command stands in it"]),
        ("docker run x$(docker pull a)", ["x$(docker pull  - a variable of the command stands in it", "a = a"]),
        ("docker run --frobnicate a b", ["--frobnicate - the option --frobnicate is not known"]),
        ("docker run -Z a b", ["-Z - the option -Z is not known"]),
        (
            "docker --frobnicate run b; docker --frobnicate info",
            ["--frobnicate - the option --frobnicate is not known"]
        ),
        ("docker run [OPTIONS] IMAGE\ndocker pull IMAGE_NAME\ndocker run <image>\ndocker run ...", []),
        ("docker run", []),
        ("docker run a\\b", ["a\\b = ab !"]),
        ("docker run {{ x }}", ["{{ - it is a template"]),
        ("docker build -t app . && docker run app", []),
        ("docker run app:latest; docker buildx build --push --tag=docker.io/library/app -tx:1 .; docker run x:1", []),
        ("docker image build --tag a:1 .\ndocker run a:2", ["a:2 = a:2"]),
        ("docker pull a:1; docker tag a:1 me/a:2; docker run me/a:2", ["a:1 = a:1"]),
        ("podman tag a b c; podman run b; podman run c; docker commit d e; docker run e", []),
        (
            "docker build -t \"$R/app:${V}\" .; docker run ${R}/app:$V; docker run $R",
            ["$R - a variable of the command stands in it"]
        ),
        ("docker compose build x; docker run x", ["x = x"]),
        ("docker build -t a .; docker run a@sha256:\(hash)", ["a@sha256:\(hash) = a@sha256:\(hash)"]),
        ("docker run --mount type=image,source=a:1,target=/x b", ["a:1 = a:1", "b = b"]),
        ("podman run --mount=type=image,src=a,dst=/$x --mount type=bind,source=/y,target=/y b", ["a = a", "b = b"]),
        (
            "docker run --mount \"type=image,source=$A,target=/x\" b",
            ["$A - a variable of the command stands in it", "b = b"]
        ),
        (
            "DOCKER=docker\n$DOCKER run a; ${DOCKER} pull b; \"$DOCKER\" create c; sudo $DOCKER run d",
            ["a = a", "b = b", "c = c", "d = d"]
        ),
        ("D=docker; $D run a", ["a = a"]),
        ("export D=\"sudo /usr/bin/podman\"\n$D pull b c", ["b = b", "c = c"]),
        ("D=${D:-docker}\nE=$(which podman)\n$D run a; $E run b; $F run no; $DD run no", ["a = a", "b = b"]),
        ("${D:-docker} run a; ${D:-x} run no # docker", ["a = a"]),
        ("D='docker ps'\n$D run no", []),
    ])
    func findsTheFirstOperandOfCommands(text: String, expected: [String]) throws {
        #expect(try described(text, ShellFormat()) == expected)
    }

    @Test(arguments: [
        ("a:\n\tdocker run x:1\n", ["x:1 = x:1"]),
        ("a:\n\t@-docker run \\\n\t  --rm x:1\n\t+docker pull y", ["x:1 = x:1", "y = y"]),
        ("a:\n\tdocker run $(IMAGE)\n", ["$(IMAGE) - a variable of the command stands in it"]),
        ("a:\n\tdocker run -v $(CURDIR):/x -e A=$$HOME x:1\n", ["x:1 = x:1"]),
        ("a:\n\tX=$$(docker run x) $(shell docker run y) '$(A)'\n", ["x = x", "y = y"]),
        ("RUN := docker run --rm x:1\nV ?= $(shell docker run y)\n", ["x:1 = x:1", "y = y"]),
        ("a: b ; docker run x\n# docker run no\n", ["x = x"]),
        (
            "DOCKER ?= docker\na:\n\t@$(DOCKER) run x:1 $$A\n\t${DOCKER} build -t $(I) .\n\t$(DOCKER) run $(I)",
            ["x:1 = x:1"]
        ),
        ("a:\n\t$(C) pull x y\nC := $(shell command -v podman 2>/dev/null || which podman)", ["x = x", "y = y"]),
        ("a:\n\tD=docker; $$D run x", ["x = x"]),
        ("a:\n\t$(DOCKER) run no\n\techo it's\n\tdocker run x", ["x = x"]),
    ])
    func readsRecipesAndVariablesOfMakefiles(text: String, expected: [String]) throws {
        #expect(try described(text, MakefileFormat()) == expected)
    }

    @Test(arguments: [
        ("Use `docker run no` or docker run no.\n\n```\ndocker run a\n```\ndocker run no", ["a = a"]),
        (
            "```sh\ndocker run a\n```\n~~~ Bash title\ndocker run b\n~~~~\n```yaml\ndocker run no\n```",
            ["a = a", "b = b"]
        ),
        ("````\n```\ndocker run a\n````\ndocker run no", ["a = a"]),
        (
            "```console\n$ docker run \\\n> a\nUnable to find, it's docker run no\n$ docker pull b\n```",
            ["a = a", "b = b"]
        ),
        ("```\nme@host:~$ docker run a\n```", ["a = a"]),
        ("Text:\n\n    docker run a\n\n    docker run b\nno\n    docker run no", ["a = a", "b = b"]),
        ("- item\n  ```{.bash}\n  docker run a\n  ```\n> ```sh\n> docker run b\n> ```", ["a = a", "b = b"]),
        ("```\r\ndocker run a\r\n```\r\n", ["a = a"]),
        (
            "```console\n# docker run a\n# sudo podman pull b\n# no docker run\ndocker run c\n```",
            ["a = a", "b = b", "c = c"]
        ),
        ("```console\n# docker run no\n$ docker run a\n```", ["a = a"]),
        ("```sh\n# docker run no\n```", []),
        (
            "```\nme@host ~ $ docker run a\n[root@host ~]# docker pull b\nme@host docker run no\n```",
            ["a = a", "b = b"]
        ),
        (
            "```\n➜  ~ docker run a\n➜  web git:(main) ✗ docker pull b\n➜ docker run c\n❯ docker run d\n```",
            ["a = a", "b = b", "c = c", "d = d"]
        ),
        ("```\nx\n```\n    docker run a\n", ["a = a"]),
        ("```yaml\nx\n```\n    docker run a\n# Title\n    docker run b\nText\n    docker run no", ["a = a", "b = b"]),
        ("```\ndocker run a", ["a = a"]),
    ])
    func readsCodeOfMarkdownAndNoProse(text: String, expected: [String]) throws {
        #expect(try described(text, MarkdownFormat()) == expected)
    }

    @Test func aPlatformIsTakenAlong() throws {
        let text =
            "docker run --platform linux/arm64 a; docker pull --platform=linux/amd64 b; docker run --platform $P c"
        let found = try ShellFormat().references(in: source(text), context: ReadingContext())
        #expect(found.map(\.platform?.architecture) == ["arm64", "amd64", nil])
    }

    @Test func digestsAreWrittenOnlyWhenSomebodyAsks() throws {
        let digest = Digest(algorithm: .sha256, hash: [UInt8](repeating: 1, count: 32))
        let text = "docker run \"a:1\""
        let found = try ShellFormat().references(in: source(text), context: ReadingContext())
        let reference = try #require(found.first)
        #expect(reference.editing == .onRequest(.commands, "it stands in a command"))
        #expect(reference.role == .command)
        #expect(reference.pinning(to: digest)?.to == "a:1@\(digest)")
    }

    @Test func theStructureIsTheLines() throws {
        let elements = try ShellFormat().structure(of: source("a\r\n\nb"))
        #expect(elements.map(\.value) == ["a", "", "b"])
        #expect(elements.map(\.span) == [0..<1, 3..<3, 4..<5])
    }

    @Test func filesWithoutAProgramAreLeftAtOnce() {
        #expect(!Array("dock podma nerdct d p n".utf8).namesContainerProgram)
        #expect(Array("xpodman".utf8).namesContainerProgram)
        #expect(Array("docker".utf8).namesContainerProgram)
        #expect(![UInt8]().namesContainerProgram)
    }
}

private func described(_ text: String, _ format: some FileFormat) throws -> [String] {
    try format.references(in: source(text), context: ReadingContext()).map { found in
        switch (found.meaning, found.editing) {
        case (.unknown(let reason), _): "\(found.written) - \(reason)"
        case (.known(let reference), .onRequest(.commands, _)): "\(found.written) = \(reference)"
        case (.known(let reference), _): "\(found.written) = \(reference) !"
        }
    }
}

private func source(_ text: String) -> SourceText { SourceText(path: "script", bytes: Array(text.utf8)) }
