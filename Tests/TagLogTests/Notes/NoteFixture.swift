// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

@testable import TagLog

/// A log of 300 entries and a witness, signed by Go's note package; the keys are for tests alone.
enum NoteFixture {
    static let origin = "registry.example.com/team/vec"
    static let logKey = "registry.example.com/team/vec+1ec697c6+AYhyhJPEAsTUNOtxFJsX+k0owX5T+TfYvliSJ9NlZQdj"
    static let logSigner =
        "PRIVATE+KEY+registry.example.com/team/vec+1ec697c6+AduzV6Vu/v9YMozsS3Toe14R5ilXb4iYCBZuuee76ea0"
    static let witnessKey = "witness.example.com/w1+7fc7e7fa+BOwLXI9ev2BMwALd8HGp1ipVMpdIvIm4jyAbbEMSbo+F"
    static let witnessSeed = "9669eef51dee5d0d491b483fbfa7ceb15e17e1666c5a593edb3d09d143851bd8"
    /// The moment in the cosignature of ``checkpoint300``.
    static let witnessTime = Timestamp(microseconds: 1_795_208_245 * 1_000_000)

    static let logLine300 =
        "— registry.example.com/team/vec "
        + "HsaXxi8kSW7XnUjUnupUDROW9JEE95zMOO7Zlm96g9jFpqg16ENVSoLrKcCCCodZgA996MsjOlXSbvTsbkKvXn5pkAo="
    static let witnessLine300 =
        "— witness.example.com/w1 "
        + "f8fn+gAAAABrALQ1yGfw8sXdwczTvO74Iq2UJ2fBo9h9hrXZmS/Ippfi7hnZiPG7LY1ekOnQQMe9wJylVI6foGBsWBA6fMi0SfnRAg=="
    static let text300 = "\(origin)\n300\njlsbDzxOZ9aGOjCGM1apDL3GDG8CejaF+TABVcAU2Sw=\n"
    static let checkpoint300 = "\(text300)\n\(logLine300)\n\(witnessLine300)\n"
    static let checkpoint0 = """
        registry.example.com/team/vec
        0
        47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=

        — registry.example.com/team/vec HsaXxrOpylqNioI0Agyrpq47/HCc2kkSrmvW0JXKs1EAXf75rJJU3WspuD3Sr3+fAnHEkQcskDDbb7J+Lv93ci8Z5wk=

        """
    static let checkpoint256 = """
        registry.example.com/team/vec
        256
        ufVWkSDYdAmjdxdQv2hSlM1FsuYP8FzlA04kzS559xA=

        — registry.example.com/team/vec HsaXxqsacKXvcezSRhZyMI/RT7dAaw9M1/DikL3QJuJnz98FmYnuVixQutlYX1km5ONFqh16+JHgDcix9q2Cii/aZQg=

        """
    /// The only hash of the proof from 256 to 300 entries.
    static let hash256to300 = "az/ezNTFtaw0iwNXfG69BeruSUq2RIYxNtKwEw7mbaE="

    /// Entry 41 and its path in the log of 300.
    static let entry41 =
        #"{"v":1,"seq":41,"event":"tag.create","repo":"team/vec","tag":"1.41","#
        + #""digest":"sha256:3d914f9348c9cc0ff8a79716700b9fcd4d2f3e711608004eb8f138bcba7f14d9"}"#
    static let path41 = [
        "g6HtaZPwE51MxRpMFfNp9uKCxtrBXNYkciEgbqDBOSc=", "zs9tvtvNiW/L8MRxT2MBQFpAltvZ29dOTf3uB1kVjJA=",
        "R0p3lR59977pj5l2BKXVgLUEw3GCooy0ca1zOdi2K/o=", "7L5Onf6iZCEqsRrOCdI6wstWhtdOLLMUQeMwwjMLVLA=",
        "BxBUmj1APhZf1u9/DEqB9OEBB9Tp95TpwpxVeRtGlSg=", "oO1p5f0anCG6zhdqHSyMXErnaVtIGSY1Y40w+t9v3b0=",
        "UPiSolCy+195LzPgjhh8urJYcjK7dlzbyJHPkMtE62E=", "sgL40GllQK0cxSjHQEiSc4g2Cjy7D+WlCTEcJZG5v8E=",
        "az/ezNTFtaw0iwNXfG69BeruSUq2RIYxNtKwEw7mbaE=",
    ]

    static func bytes(hexadecimal text: String) -> [UInt8] {
        let digits = text.utf8.compactMap { UInt8(String(UnicodeScalar($0)), radix: 16) }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}

extension SignedCheckpoint {
    init(_ text: String) throws {
        try self.init(parsing: Array(text.utf8))
    }
}
