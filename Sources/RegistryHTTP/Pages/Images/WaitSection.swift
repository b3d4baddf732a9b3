// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Registry

/// What to say while something is read in the background, or when it cannot be.
struct WaitSection {
    private enum State {
        case underWay(ReadingProgress)
        case failed(String)
        case refused
    }

    private let state: State

    /// Takes a reading that is not ready.
    init<Value>(_ reading: BackgroundReading<Value>) {
        switch reading {
        case .ready: state = .refused
        case .underWay(let progress): state = .underWay(progress)
        case .failed(let reason): state = .failed(reason)
        case .refused: state = .refused
        }
    }

    /// The status of a page that has nothing else to show.
    var status: HTTPResponse.Status {
        switch state {
        case .underWay: .accepted
        case .failed: .ok
        case .refused: .serviceUnavailable
        }
    }

    /// Seconds after which asking again makes sense.
    var refresh: Int? {
        switch state {
        case .underWay: 2
        case .failed: nil
        case .refused: 5
        }
    }

    func write(to html: inout HTMLWriter) {
        switch state {
        case .underWay(let progress):
            html.element(.div, .class("notice"), .role("status")) { html in
                html.element(.p, text: "The layers are being read. This page loads again by itself.")
                html.element(.p, .class("small muted")) { html in
                    guard progress.bytesTotal > 0 else { return html.text("Waiting for its turn") }
                    html.element(
                        .progress,
                        .maximum(Int(clamping: progress.bytesTotal)),
                        .value("\(min(progress.bytesDone, progress.bytesTotal))"),
                        .aria("label", "Bytes read"),
                        text: ""
                    )
                    html.text(
                        " \(ByteText.text(progress.bytesDone)) of \(ByteText.text(progress.bytesTotal)), "
                            + "\(progress.layersDone) of \(progress.layersTotal) layers"
                    )
                }
            }
        case .failed(let reason):
            html.element(.div, .class("notice bad"), .role("alert")) { html in
                html.element(.p) { $0.element(.strong, text: "It cannot be read") }
                html.element(.p) { $0.foreign(reason.sentence) }
            }
        case .refused:
            html.element(.div, .class("notice"), .role("status")) { html in
                html.element(
                    .p,
                    text: "Too many images are waiting to be read. This page tries again in a few seconds."
                )
            }
        }
    }
}
