// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Policy
import Randomness
import Registry
import Storage
import Testing

/// Random sequences of pushes, deletes, decisions and collections: what should exist exists, whole; what should not, goes.
@Suite struct GarbagePropertyTests {
    private static let repositories: [RepositoryName] = ["team/app", "team/other"]
    private static let tags: [Tag] = ["a", "b", "c"]
    /// Images that share layers, and indexes that share images.
    private static let images: [Image] = {
        let plain = (0..<8).map { number in
            Image("image \(number)", layers: (0..<3).map { .init(text: "layer \((number + $0) % 6)") })
        }
        return plain + [
            Image(index: [plain[0], plain[1]]), Image(index: [plain[1], plain[2]]),
            Image(index: [Image(index: [plain[3]]), plain[4]]),
            Image("signature", subject: plain[0].digest),
        ]
    }()

    /// What must exist: all that was accepted and not deleted since.
    private struct Model {
        var manifests: [RepositoryName: [Digest: Image]] = [:]

        mutating func add(_ image: Image, to repository: RepositoryName) {
            manifests[repository, default: [:]][image.digest] = image
            for child in image.children { add(child, to: repository) }
        }
    }

    @Test(arguments: Stores.allCases, 1...6)
    func whatWasAcceptedAndNotDeletedPullsAndVerifies(_ stores: Stores, _ seed: Int) async throws {
        try await withRegistry(stores) { test in
            var random = Deterministic(seed: UInt64(seed))
            var model = Model()
            for _ in 0..<60 {
                try await step(test, &model, &random)
            }
            try await collectAndVerify(test, model)
            try await removeEverything(test)
        }
    }

    private func step(_ test: TestRegistry, _ model: inout Model, _ random: inout Deterministic) async throws {
        let repository = try #require(Self.repositories.randomElement(using: &random))
        let image = try #require(Self.images.randomElement(using: &random))
        let tag = try #require(Self.tags.randomElement(using: &random))
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<7:
            // The children of an index go in by digest, whatever becomes of the index.
            for child in image.children { model.add(child, to: repository) }
            if try await test.push(image, as: tag, in: repository).isEmpty { model.add(image, to: repository) }
        case 7..<9:
            try await test.store(image, in: repository)
            model.add(image, to: repository)
        case 9:
            _ = try await refusal { try await test.delete(tag, in: repository) }
        case 10..<13:
            if try await refusal({ try await test.delete(image.digest, in: repository) }) == nil {
                model.manifests[repository]?[image.digest] = nil
            }
        case 13..<15:
            let open = try await test.registry.holds(states: [.open], limit: 1, by: .ann).first?.record
            guard let open else { return }
            if Bool.random(using: &random) {
                // Refused when a part of what is offered was deleted.
                let code = try await refusal { _ = try await test.registry.approve(open.id, reason: nil, by: .ann) }
                guard code == nil else { return }
                let image = try #require(Self.images.first { $0.digest == open.to })
                model.manifests[open.repository, default: [:]][open.to] = image
            } else {
                _ = try await test.registry.reject(open.id, reason: nil, by: .ann)
            }
        case 15..<18:
            try test.advance(by: .seconds(Int.random(in: 60..<4 * 86_400, using: &random)))
        default:
            try await collectAndVerify(test, model)
        }
    }

    private func collectAndVerify(_ test: TestRegistry, _ model: Model) async throws {
        try await test.collectGarbage()
        try await test.checkContent()
        for (repository, images) in model.manifests {
            for image in images.values {
                let pulled = try await test.registry.manifest(.digest(image.digest), in: repository, by: .eve)
                #expect(pulled.manifest.bytes == image.bytes)
                for bytes in image.blobs {
                    let reader = try await test.registry.blob(Digest(of: bytes), in: repository, by: .eve)
                    #expect(try await reader.read(at: 0, count: .max) == bytes)
                }
            }
        }
    }

    /// In the end nothing is left that nobody asked to keep.
    private func removeEverything(_ test: TestRegistry) async throws {
        for (repository, manifests) in try await test.contents().manifests {
            for digest in manifests { try await test.delete(digest, in: repository) }
        }
        try test.advance(by: .hours(2))
        try await test.collectGarbage()
        #expect(try await test.contents().stored == [])
        try test.advance(by: .days(2))
        try await test.collectGarbage()
        #expect(try test.files?.trash() ?? [] == [])
    }
}
