// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import RegistryHTTP

@Suite struct ByteTextTests {
    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (1_049, "1.0 kB"), (1_050, "1.1 kB"), (9_949, "9.9 kB"),
        (9_950, "10 kB"), (12_499, "12 kB"), (12_500, "13 kB"), (999_499, "999 kB"), (999_500, "1.0 MB"),
        (2_097_152, "2.1 MB"), (121_000_000, "121 MB"), (999_500_000, "1.0 GB"), (1_500_000_000_000, "1.5 TB"),
        (Int64.max, "9223372 TB"),
    ])
    func roundsToWhatIsNearest(_ bytes: Int64, _ text: String) {
        #expect(ByteText.text(bytes) == text)
    }
}
