// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIClient

/// How far something that is read in the background has come.
public struct ReadingProgress: Hashable, Sendable {
    /// Bytes read so far.
    public var bytesDone: Int64
    /// Bytes to be read, as far as is known; 0 before it is its turn.
    public var bytesTotal: Int64
    /// Layers read so far.
    public var layersDone: Int
    /// Layers to be read.
    public var layersTotal: Int

    init(_ state: TransferProgress.State) {
        self.bytesDone = state.bytesDone
        self.bytesTotal = state.bytesTotal
        self.layersDone = state.blobsDone
        self.layersTotal = state.blobsTotal
    }
}

/// Something that takes long to read, as far as it has come.
public enum BackgroundReading<Value: Sendable>: Sendable {
    /// It is there.
    case ready(Value)
    /// It is being read, or waits for its turn; ask again.
    case underWay(ReadingProgress)
    /// It cannot be read, and why, in words for a person.
    case failed(String)
    /// So much is waiting to be read that this was not put in line.
    case refused

    func map<Other: Sendable>(_ transform: (Value) -> Other) -> BackgroundReading<Other> {
        switch self {
        case .ready(let value): .ready(transform(value))
        case .underWay(let progress): .underWay(progress)
        case .failed(let reason): .failed(reason)
        case .refused: .refused
        }
    }
}
