// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import ImageReading
import Testing

@testable import Commands

@Suite struct ModeTextTests {
    @Test(arguments: [
        (FileEntry.Kind.file, UInt16(0o755), "-rwxr-xr-x", "0755"),
        (.file, 0o4755, "-rwsr-xr-x", "4755"),
        (.file, 0o4644, "-rwSr--r--", "4644"),
        (.file, 0o2711, "-rwx--s--x", "2711"),
        (.directory, 0o1777, "drwxrwxrwt", "1777"),
        (.directory, 0o1770, "drwxrwx--T", "1770"),
        (.symlink, 0o777, "lrwxrwxrwx", "0777"),
        (.char, 0o600, "crw-------", "0600"),
        (.fifo, 0, "p---------", "0000"),
    ])
    func writesModesAsListingsDo(kind: FileEntry.Kind, mode: UInt16, text: String, octal: String) {
        #expect(ModeText.text(FileEntry(kind: kind, mode: mode)) == text)
        #expect(ModeText.octal(mode) == octal)
    }
}
