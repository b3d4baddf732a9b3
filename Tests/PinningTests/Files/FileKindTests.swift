// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Pinning

@Suite struct FileKindTests {
    @Test(arguments: [
        ("Dockerfile", FileKind.dockerfile), ("Dockerfile.dev", .dockerfile), ("web.Dockerfile", .dockerfile),
        ("web.dockerfile", .dockerfile), ("Containerfile", .dockerfile), ("Containerfile.arm", .dockerfile),
        ("Dockerfile-alpine", .dockerfile), ("dockerfile", .dockerfile), ("Makefile", .makefile),
        ("rules.mk", .makefile),
        ("run.sh", .shell), ("README.md", .markdown), ("kustomization.yaml", .kustomization),
        ("Kustomization", .kustomization), (".gitlab-ci.yml", .gitlab), ("build.gitlab-ci.yml", .gitlab),
        ("devcontainer.json", .devcontainer), (".devcontainer.json", .devcontainer), ("docker-bake.hcl", .bake),
        ("docker-bake.override.json", .bake), ("app.bake.hcl", .bake), ("DockerFile", .dockerfile),
        ("DOCKERFILE", .dockerfile), (".Dockerfile", .dockerfile), ("Web.DockerFile", .dockerfile),
        ("docker-compose.json", .compose), ("compose.prod.json", .compose), ("Values.yaml", .helmValues),
        ("docker-compose.YML", .compose), ("my-gitlab-ci-jobs.yml", .gitlab), ("Dockerfile.sh", .shell),
    ])
    func knowsFilesByName(name: String, kind: FileKind) {
        #expect(FileKindDetector.kind(of: FileCandidate(name: name, in: "/r"), bytes: []) == kind)
    }

    @Test(arguments: [
        ".dockerignore", "Dockerfile.dockerignore", "Dockerfile.md.orig", "Dockerfiles", "main.swift", "package.json",
        "other.hcl", "data.txt", ".env", "mk", "Dockerfile~", "Dockerfile.go", "DockerFile.cs", "app_Dockerfile",
        "Dockerfile3", "compose.txt",
    ])
    func passesOverOthers(name: String) {
        #expect(FileKindDetector.kind(of: FileCandidate(name: name, in: "/r"), bytes: []) == nil)
    }

    @Test(arguments: [
        ("compose.yaml", FileKind.compose), ("docker-compose.prod.yml", .compose), ("compose.override.yml", .compose),
        ("values.yaml", .helmValues), ("values-prod.yaml", .helmValues), ("web.values.yml", .helmValues),
        ("web-values.yaml", .helmValues), ("action.yml", .action),
    ])
    func aManifestIsOneUnderAnyName(name: String, kind: FileKind) {
        let candidate = FileCandidate(name: name, in: "/r")
        #expect(FileKindDetector.kind(of: candidate, bytes: Array("a:\n  apiVersion: 1\n  kind: x\n".utf8)) == kind)
        #expect(FileKindDetector.kind(of: candidate, bytes: Array("kind: Pod\napiVersion: v1\n".utf8)) == .kubernetes)
    }

    @Test(arguments: [
        ("apiVersion: v1\nkind: Pod\n", FileKind.kubernetes),
        ("\u{feff}apiVersion: v1\r\nkind: Pod\r\n", .kubernetes),
        ("{\"kind\": \"Pod\", \"apiVersion\": \"v1\"}", .kubernetes),
        ("services:\n  web:\n    image: nginx\n", .compose),
        ("version: '3'\n\"services\":\n\n  # the web\n  web:\n    build: .\n", .compose),
        ("services: {web: {image: nginx}}\n", .compose),
        ("services:\n  web: {image: nginx}\n", .compose), ("services: &s\n  web:\n    image: nginx\n", .compose),
        ("services: !a &s {web: {image: nginx}}\n", .compose),
        ("x-a: &a\n  image: b\nservices:\n  web:\n    <<: *a\n", .compose),
        ("spec:\n  inputs:\n    a: {}\n---\njob: {image: a}\n", .gitlab),
        ("---\n# c\nspec: {inputs: {a: {}}}\n---\njob: {image: a}\n", .gitlab),
    ])
    func knowsOtherYAMLByItsContent(text: String, kind: FileKind) {
        #expect(FileKindDetector.kind(of: FileCandidate(name: "a.yaml", in: "/r"), bytes: Array(text.utf8)) == kind)
    }

    @Test(arguments: [
        "", "image: nginx\n", "services:\n  - name: docker:dind\nimage: x\n", "services:\nimage: x\n",
        "services:\n  App\\Web: ~\n", "apiVersion: v1\n", "services:\n  image: nginx\n",
        "a:\n  services:\n    web:\n      image: x\n", "spec:\n  inputs: 1\n", "spec:\n  a: 1\n---\nb: 1\n",
        "services: &s\n",
    ])
    func otherYAMLIsNoFileOfOurs(text: String) {
        #expect(FileKindDetector.kind(of: FileCandidate(name: "a.yaml", in: "/r"), bytes: Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        ("Dockerfile.go", "FROM golang:1\n", FileKind.dockerfile), ("Dockerfile.go", "package a\n", nil),
        ("Dockerfile.sh", "# a\n\nARG A=1\nFROM a:$A\n", .dockerfile), ("Dockerfile.py", "from a import b\n", nil),
        ("app_Dockerfile", "# syntax = docker/dockerfile:1\n", .dockerfile),
        ("dev-dockerfile", "\u{feff}from a\n", .dockerfile),
        ("Dockerfile3", "FROM a\n", .dockerfile), ("Dockerfile.js", "// FROM a\n", nil),
        ("pod.json", "{\"apiVersion\": \"v1\", \"kind\": \"Pod\"}", .kubernetes),
        ("package.json", "{\"kind\": 1}", nil),
    ])
    func theContentDecidesWhereTheNameDoesNot(name: String, text: String, kind: FileKind?) {
        #expect(FileKindDetector.kind(of: FileCandidate(name: name, in: "/r"), bytes: Array(text.utf8)) == kind)
    }

    @Test func whatLiesBelowGitLabsDirectoryIsAPipelineUnlessItSaysOtherwise() {
        let candidate = FileCandidate(name: "build.yml", in: "/r/.gitlab/ci")
        #expect(FileKindDetector.kind(of: candidate, bytes: Array("job: {image: a}\n".utf8)) == .gitlab)
        #expect(FileKindDetector.kind(of: candidate, bytes: Array("kind: Pod\napiVersion: v1\n".utf8)) == .kubernetes)
    }

    @Test(arguments: [".github", ".gitea", ".forgejo"])
    func workflowsAreKnownByTheirDirectory(host: String) {
        let bytes = Array("kind: x\napiVersion: y\n".utf8)
        #expect(
            FileKindDetector.kind(of: FileCandidate(name: "a.yml", in: "/r/\(host)/workflows"), bytes: bytes)
                == .workflow
        )
        #expect(FileKindDetector.kind(of: FileCandidate(name: "a.yml", in: "/r/workflows"), bytes: []) == nil)
    }

    @Test(arguments: [
        ("web.container", "# x\n[Container]\nImage=nginx\n", true), ("x.image", "[Image]\n", true),
        ("x.image", "PNG", false),
        ("x.volume", "x [Volume]", false),
    ])
    func unitsNeedTheirSection(name: String, text: String, isUnit: Bool) {
        let kind = FileKindDetector.kind(of: FileCandidate(name: name, in: "/r"), bytes: Array(text.utf8))
        #expect(kind == (isUnit ? .quadlet : nil))
    }

    @Test(arguments: [
        ("#!/bin/sh\n", true), ("#!/usr/bin/env bash\n", true), ("#!/usr/bin/env -S zsh -e\n", true),
        ("#! /bin/dash -e", true),
        ("#!/usr/bin/python3\n", false), ("\u{7f}ELF", false), ("#!", false), ("# sh\n", false),
    ])
    func programsOfShellsAreScripts(text: String, isShell: Bool) {
        #expect(FileKindDetector.kind(of: .program, bytes: Array(text.utf8)) == (isShell ? .shell : nil))
    }
}
