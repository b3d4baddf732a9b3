// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Keys that other programs made for these tests, with the password `holdfast-test`.
enum KeyFixture {
    static let password = Array("holdfast-test".utf8)

    /// A key file with cosign's older label and cost.
    static let encrypted32768 = """
        -----BEGIN ENCRYPTED COSIGN PRIVATE KEY-----
        eyJrZGYiOnsibmFtZSI6InNjcnlwdCIsInBhcmFtcyI6eyJOIjozMjc2OCwiciI6
        OCwicCI6MX0sInNhbHQiOiJvZVljaDJrTk4zU3NSc2plVW5rQjFTZlNNN1pyb25p
        bG54cEE2SmFVWndRPSJ9LCJjaXBoZXIiOnsibmFtZSI6Im5hY2wvc2VjcmV0Ym94
        Iiwibm9uY2UiOiJXZm9xT012MHVGdURpMXZ6OUxIbEsrZENqNklVSnJKNiJ9LCJj
        aXBoZXJ0ZXh0Ijoid2x1Q1lUS042VXR0RUtDM21pMmoxWnhtRm1kZkl3SG1SVmtU
        MHZqRXNvWUdpQk9hdDNobGVDcE12WjgyaWF4MTh3blVIS1JRN1JVYmE5UENOMU1E
        RXFKekRKZXFlSDJqRnA2akZWR2l0S2FDSmIwTzdXeHJqMHBqREd6bUs4WmVRSUlS
        Z2ZUc3l0SjBRTmduUnZpMklxOStJQi95Y2lxNEtsd1B6dHZYQk5WSUlLSXZpWTVO
        bkxSbDM3YlQ5ZE1iclVLM3AzRklMRk8vT1E9PSJ9
        -----END ENCRYPTED COSIGN PRIVATE KEY-----
        """

    /// The same key in a file as newer cosign writes it.
    static let encrypted65536 = """
        -----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----
        eyJrZGYiOnsibmFtZSI6InNjcnlwdCIsInBhcmFtcyI6eyJOIjo2NTUzNiwiciI6
        OCwicCI6MX0sInNhbHQiOiJEWDJFclgrbjEybk5TS042WEJycXJiWTRtVzNOdXhN
        S0xvVklRSi9oRjJrPSJ9LCJjaXBoZXIiOnsibmFtZSI6Im5hY2wvc2VjcmV0Ym94
        Iiwibm9uY2UiOiJDMjZmanBodU8ydHN4dmZ4bXVwekE0aElaT3o0UklYMSJ9LCJj
        aXBoZXJ0ZXh0IjoiWGFGbDNTUk15RlA2SktTZmZ3d1ZOWFFvanBHUEdJeHFaRThP
        dDVmTW42Z2c4b1ZpT0V5ZkVidlJhS1dMVFMzc3UvN1BVVGF4Qmhsc3ZPNzh1U3kz
        bkRNV3lkSHJuRzdXREJFRkpVbmNFRmxIdHhUeUFrSTFTSDZVU1M3Z2x0SkkyYyt6
        YjhTVklvOFM2RXJ5bG1xeVUvQjQ2NTdtZWFiVk1RRlNNbnFGYWlkWnQrdFl0a1NK
        eCtDcWkxUE5FU01yKzJGcGVXY3k3QVdBQVE9PSJ9
        -----END ENCRYPTED SIGSTORE PRIVATE KEY-----
        """

    /// The public half.
    static let publicKey = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEM9s/6NPH6PEIe9alxueaNH+ZgO4i
        0n1s1JhUzoKxu7VJlXp2gcFU+EG2xX4zP9XFOLQ76E1H4VSm7MK/y1638g==
        -----END PUBLIC KEY-----
        """

    /// The key as openssl writes it.
    static let pkcs8 = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgLHshSk/aA0P3M71e
        qUrIkwHSeMJNjAiAP6blLm4PYjyhRANCAAQz2z/o08fo8Qh71qXG55o0f5mA7iLS
        fWzUmFTOgrG7tUmVenaBwVT4QbbFfjM/1cU4tDvoTUfhVKbswr/LXrfy
        -----END PRIVATE KEY-----
        """

    /// The key as older openssl writes it.
    static let sec1 = """
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEICx7IUpP2gND9zO9XqlKyJMB0njCTYwIgD+m5S5uD2I8oAoGCCqGSM49
        AwEHoUQDQgAEM9s/6NPH6PEIe9alxueaNH+ZgO4i0n1s1JhUzoKxu7VJlXp2gcFU
        +EG2xX4zP9XFOLQ76E1H4VSm7MK/y1638g==
        -----END EC PRIVATE KEY-----
        """

    /// The same with the name of the curve in front.
    static let sec1WithParameters = """
        -----BEGIN EC PARAMETERS-----
        BggqhkjOPQMBBw==
        -----END EC PARAMETERS-----
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEICx7IUpP2gND9zO9XqlKyJMB0njCTYwIgD+m5S5uD2I8oAoGCCqGSM49
        AwEHoUQDQgAEM9s/6NPH6PEIe9alxueaNH+ZgO4i0n1s1JhUzoKxu7VJlXp2gcFU
        +EG2xX4zP9XFOLQ76E1H4VSm7MK/y1638g==
        -----END EC PRIVATE KEY-----
        """

    /// The key encrypted by openssl.
    static let encryptedPKCS8 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgCmKko8rxRswICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEIfb/Xrl5XwUE4Y6stvtgv0EgZBG
        P2IOHETxnYKreKzNCuNHBzTvcwNHWsDXX25Vy/sH2Sj8W3sTqbbz601u1YkMAYAU
        UoaWLUw7G3uLc8kJ1CJuTHPkJ+uVBcpCFLAxGkGrSlCegmuAx4p5gNnjWB9kgt3R
        WoiCMXSm1j2Pf5xnM7jJ8zlG6tS/t0xzyQTjOCDrKucdSaVnNDjM+MbZNKjCk7M=
        -----END ENCRYPTED PRIVATE KEY-----
        """

    /// A public key of another kind.
    static let rsaPublic = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvLax28ClYVxnggKWI2OP
        RhG7yXmKr+13w9BJpnqMSSZjNzkacM/f/PlUKXEDxvVlVfbduDpNINEiWIOiBKVf
        HltmGY9OK4YqxNLE2jkQn0XAXMGR8ufC0teIqlIdF1sLhcfJytnbfJGS8aE+1QM1
        OWMg4ANScGznWc9abcetlFu3HXoQz2Jv2XI+SLkpbbEDgcGb/pIf3PR0QuJpGpIy
        DmYJDfv5okfVeIAHW4w8ab7iehPwZofy/GbND4Wz9yYWWjwZxQ/lvq9dZQx6bPFK
        iJOBoa+4ao86uoBR9vp8eOTLD4eDKvSP6dmcdsEzOqmtrS5iBfYAcGS8/WIxW/wk
        GQIDAQAB
        -----END PUBLIC KEY-----
        """

    /// A public key of another kind.
    static let ed25519Public = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEA4eXMbywkK30n5zY8YCPxeUR+408W30y+TnW+XvAQeAg=
        -----END PUBLIC KEY-----
        """

    /// A private key of another kind.
    static let ed25519Private = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIPf1JhOSqjDAiS4w1e/BjIy1YA4jj+HhjfCqu4Zs/Y+o
        -----END PRIVATE KEY-----
        """

    /// A public key on another curve.
    static let p384Public = """
        -----BEGIN PUBLIC KEY-----
        MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEQuHwrSqxvBTK5oDgvGvFhDJcIV94+aop
        DZxWO3kgpTFfyoZo026Vg1H8BV8pjpLwm2+8HS0WbHBcuw2e4Dc6QTufr5RC6qV/
        /a+Bap720W14nT2j+B+fuA4pVwkzMrBu
        -----END PUBLIC KEY-----
        """

    /// A private key on another curve.
    static let p384Private = """
        -----BEGIN PRIVATE KEY-----
        MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDA9AqOJY2IT34RWoUFE
        rGUcb8H4aMqibyHZcvSfv6aJSsvgrA3lxvjAy93ZLCBEW6ihZANiAARC4fCtKrG8
        FMrmgOC8a8WEMlwhX3j5qikNnFY7eSClMV/KhmjTbpWDUfwFXymOkvCbb7wdLRZs
        cFy7DZ7gNzpBO5+vlELqpX/9r4FqnvbRbXidPaP4H5+4DilXCTMysG4=
        -----END PRIVATE KEY-----
        """

    /// The same as older openssl writes it.
    static let p384SEC1 = """
        -----BEGIN EC PRIVATE KEY-----
        MIGkAgEBBDA9AqOJY2IT34RWoUFErGUcb8H4aMqibyHZcvSfv6aJSsvgrA3lxvjA
        y93ZLCBEW6igBwYFK4EEACKhZANiAARC4fCtKrG8FMrmgOC8a8WEMlwhX3j5qikN
        nFY7eSClMV/KhmjTbpWDUfwFXymOkvCbb7wdLRZscFy7DZ7gNzpBO5+vlELqpX/9
        r4FqnvbRbXidPaP4H5+4DilXCTMysG4=
        -----END EC PRIVATE KEY-----
        """

    /// A public key on another curve.
    static let secp256k1Public = """
        -----BEGIN PUBLIC KEY-----
        MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEkQqPicwHZ3mYI42QFkig42/5JuNCQIX2
        8y36W48w7ifi7sVmq18LGXIj9BZL3r8tes0etUNy5JqRy3SyuaP9Lg==
        -----END PUBLIC KEY-----
        """

    /// The public half with its point compressed.
    static let compressedPublic = """
        -----BEGIN PUBLIC KEY-----
        MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgACM9s/6NPH6PEIe9alxueaNH+ZgO4i
        0n1s1JhUzoKxu7U=
        -----END PUBLIC KEY-----
        """

    /// What the two encrypted files are sealed with, as other programs derived and sealed it.
    struct Sealed: Sendable {
        let derivedKey: String
        let nonce: String
        let box: String
    }

    static let plain = """
        308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b02010104202c7b214a4fda0343f733bd5e\
        a94ac89301d278c24d8c08803fa6e52e6e0f623ca1440342000433db3fe8d3c7e8f1087bd6a5c6e79a347f9980ee22d2\
        7d6cd49854ce82b1bbb549957a7681c154f841b6c57e333fd5c538b43be84d47e154a6ecc2bfcb5eb7f2
        """

    static let sealed = [
        Sealed(
            derivedKey: "a05fa4dcb89497b1d95b35ac1a1a2383109409fe175221037cc18175d842c3ca",
            nonce: "59fa2a38cbf4b85b838b5bf3f4b1e52be7428fa21426b27a",
            box: """
                c25b8261328de94b6d10a0b79a2da3d59c6616675f2301e6455913d2f8c4b2860688139ab77865782a4cbd9f3689ac75\
                f309d41ca450ed151b6bd3c237530312a2730c97aa787da3169ea31551a2b4a68225bd0eed6c6b8f4a630c6ce62bc65e\
                40821181f4eccad27440d82746f8b622af7e201ff2722ab82a5c0fcedbd704d54820a22f898e4d9cb465dfb6d3f5d31b\
                ad42b7a771482c53bf39
                """
        ),
        Sealed(
            derivedKey: "adb4218c47d9e7b8359e2eb071b04fe269bf2136102da6c0f22cbb3e05c0ab5c",
            nonce: "0b6e9f8e986e3b6b6cc6f7f19aea7303884864ecf84485f5",
            box: """
                5da165dd244cc853fa24a49f7f0c153574288e918f188c6a644f0eb797cc9fa820f28562384c9f11bbd168a58b4d2dec\
                bbfecf5136b106196cbceefcb92cb79c3316c9d1eb9c6ed60c11052549dc105947b714f2024235487e94492ee096d248\
                d9cfb36fc495228f12e84af2966ab253f078eb9ee679a6d5310152327a856a2759b7eb58b64489c7e0aa8b53cd11232b\
                fb6169796732ec058001
                """
        ),
    ]
}

/// The bytes of hexadecimal text.
func unhex(_ text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue).map { UInt8($0) }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}
