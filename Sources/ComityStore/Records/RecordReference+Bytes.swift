import ComityCore
package import ComityRecords

/// How tables and digests name a record. Specs/matching.md#names
extension RecordReference {
    /// An own record by its id, a partner's by a zero byte and its name, which is longer.
    package var nameBytes: [UInt8] {
        switch self {
        case .local(let id): id.bytes
        case .wire(let agency, let agreement, let handle): [0] + Array("\(agency)/\(agreement)/\(handle)".utf8)
        }
    }

    /// Nil if the bytes are none that ``nameBytes`` gives.
    package init?(nameBytes bytes: [UInt8]) {
        guard bytes.count > RecordID.lengthBytes else {
            do { self = .local(try RecordID(bytes: bytes)) } catch { return nil }
            return
        }
        let parts = String(decoding: bytes.dropFirst(), as: UTF8.self).split(separator: "/")
        guard parts.count == 3, let handle = UInt64(parts[2], radix: 16) else { return nil }
        do {
            self = .wire(
                agency: try AgencyID(parsing: parts[0]), agreement: try AgreementID(parsing: parts[1]),
                handle: try Handle(handle))
        } catch { return nil }
    }
}
