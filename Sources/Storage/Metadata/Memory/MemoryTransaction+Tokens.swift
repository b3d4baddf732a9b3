// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

extension MemoryTransaction {
    func token(_ id: String) throws -> TokenRecord? {
        state.tokens[id]
    }

    func tokens() throws -> [TokenRecord] {
        state.tokens.values.sorted { left, right in
            left.createdAt == right.createdAt ? left.id < right.id : left.createdAt < right.createdAt
        }
    }

    func lastUse(ofToken id: String) throws -> Timestamp? {
        state.tokenUses[id]
    }

    func putToken(_ token: TokenRecord) throws {
        state.tokens[token.id] = token
    }

    func recordUses(ofTokens uses: [String: Timestamp]) throws {
        state.tokenUses.merge(uses) { max($0, $1) }
    }
}
