// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension Timestamp {
    /// Reads the date of an HTTP header, such as `Sun, 06 Nov 1994 08:49:37 GMT`; anything else gives nil.
    ///
    /// Of the forms in RFC 9110, section 5.6.7, that is the one still written.
    public init?(httpDate text: String) {
        let parts = text.split(separator: " ")
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])) else {
            return nil
        }
        let number = month + 1
        self.init("\(parts[3])-\(number < 10 ? "0" : "")\(number)-\(parts[1])T\(parts[4])Z")
    }
}
