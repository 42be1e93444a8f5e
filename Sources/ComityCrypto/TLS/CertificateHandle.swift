internal import COpenSSL
internal import ComityCore

/// Owns an OpenSSL certificate. Only read after it is made.
final class CertificateHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    /// A self-signed X.509 v3 certificate that depends on its arguments only. Specs/keys.md#tls-identity
    init(selfSigning key: SigningKey, commonName: String) throws(CryptoError) {
        guard let certificate = X509_new() else { throw openSSLFailure("making a certificate") }
        pointer = certificate
        guard X509_set_version(certificate, 2) == 1, setSerial(from: key.publicKey), setValidity(),
            setNames(commonName), X509_set_pubkey(certificate, key.handle.pointer) == 1,
            add(NID_basic_constraints, "critical,CA:FALSE"), add(NID_key_usage, "critical,digitalSignature"),
            add(NID_ext_key_usage, "serverAuth,clientAuth"),
            X509_sign(certificate, key.handle.pointer, nil) > 0
        else { throw openSSLFailure("making a certificate") }
    }

    deinit { X509_free(pointer) }

    func der() throws(CryptoError) -> [UInt8] {
        let count = i2d_X509(pointer, nil)
        guard count > 0 else { throw openSSLFailure("encoding a certificate") }
        return [UInt8](unsafeUninitializedCapacity: Int(count)) { output, written in
            var end = output.baseAddress
            written = Int(i2d_X509(pointer, &end))
        }
    }

    /// The first 16 bytes of the key's digest, made positive: unique for all that matters, and not random.
    private func setSerial(from key: PublicKey) -> Bool {
        var bytes = Array(SHA256.hash(key.bytes).bytes.prefix(16))
        bytes[0] = bytes[0] & 0x7F | 0x40
        guard let number = BN_bin2bn(bytes, Int32(bytes.count), nil) else { return false }
        defer { BN_free(number) }
        return BN_to_ASN1_INTEGER(number, X509_get_serialNumber(pointer)) != nil
    }

    /// From 2020 to the end of X.509's time: what ends an identity is its card.
    private func setValidity() -> Bool {
        ASN1_TIME_set_string_X509(X509_getm_notBefore(pointer), "200101000000Z") == 1
            && ASN1_TIME_set_string_X509(X509_getm_notAfter(pointer), "99991231235959Z") == 1
    }

    private func setNames(_ commonName: String) -> Bool {
        guard let name = X509_get_subject_name(pointer) else { return false }
        let text = Array(commonName.utf8)
        return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, Int32(text.count), -1, 0) == 1
            && X509_set_issuer_name(pointer, name) == 1
    }

    private func add(_ extensionNumber: Int32, _ value: String) -> Bool {
        guard let made = X509V3_EXT_conf_nid(nil, nil, extensionNumber, value) else { return false }
        defer { X509_EXTENSION_free(made) }
        return X509_add_ext(pointer, made, -1) == 1
    }
}

/// SHA-256 of a certificate's SubjectPublicKeyInfo, or nil if it has none that OpenSSL can write.
func spkiPin(ofCertificate certificate: OpaquePointer) -> Digest? {
    guard let key = X509_get_X509_PUBKEY(certificate) else { return nil }
    let count = i2d_X509_PUBKEY(key, nil)
    guard count > 0 else { return nil }
    let encoded = [UInt8](unsafeUninitializedCapacity: Int(count)) { output, written in
        var end = output.baseAddress
        written = max(0, Int(i2d_X509_PUBKEY(key, &end)))
    }
    return SHA256.hash(encoded)
}
