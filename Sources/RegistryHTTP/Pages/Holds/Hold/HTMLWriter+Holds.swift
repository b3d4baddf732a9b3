// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import Storage

extension HTMLWriter {
    /// Writes a weight as a word with a shape of its own.
    mutating func severity(_ severity: Severity, words: String? = nil) {
        let words = words ?? severity.rawValue
        switch severity {
        case .high: element(.span, .class("severity high"), text: words)
        case .medium: element(.span, .class("severity medium"), text: words)
        case .low: element(.span, .class("severity low"), text: words)
        case .info: element(.span, .class("severity info"), text: words)
        }
    }

    /// Writes where a hold stands.
    mutating func state(_ state: HoldRecord.State) {
        switch state {
        case .open: element(.span, .class("state open"), text: "waits for a decision")
        case .pending: element(.span, .class("state open"), text: "waits for signatures")
        case .approved: element(.span, .class("state good"), text: "approved")
        case .rejected: element(.span, .class("state bad"), text: "rejected")
        case .superseded, .expired: element(.span, .class("state quiet"), text: state.rawValue)
        }
    }

    /// Writes a value of before or after, or that there is none.
    mutating func value(_ text: String?) {
        guard let text else { return element(.span, .class("muted"), text: "none") }
        element(.bdi, .class("value"), text: text)
    }
}

extension String {
    /// The text with a capital at its beginning.
    var capitalizedStart: String { prefix(1).uppercased() + dropFirst() }
}

extension Int {
    /// The number with a comma before each three digits.
    var grouped: String {
        let digits = String(magnitude)
        var result = self < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        return result
    }

    /// The number with a noun, which gets an s unless it is one.
    func of(_ noun: String) -> String { "\(grouped) \(noun)\(self == 1 ? "" : "s")" }
}
