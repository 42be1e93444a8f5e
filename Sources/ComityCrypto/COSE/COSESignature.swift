package import ComityCore

/// One agency's signature within a ``COSESign``. Nothing is said about whether it holds.
package struct COSESignature: Sendable, Hashable {
    package let agency: AgencyID
    /// 64 bytes.
    package let bytes: [UInt8]

    /// The protected header: EdDSA, and the agency as key id, so that nobody can put another name on it.
    var header: [UInt8] {
        let header: CBORValue = .map([
            CBORPair(COSE.algorithmLabel, COSE.edDSA), CBORPair(COSE.keyIDLabel, .bytes(Array(agency.text.utf8))),
        ])
        return header.encoded
    }
}
