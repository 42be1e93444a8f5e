package import ComityCore
import ComityCrypto

/// What two peers have in common: feeds that both may hold, and agreements that name both. Specs/sync.md#catalogue
package struct Catalogue: Hashable, Sendable {
    /// One version of an agreement, and who has signed it as far as the sender knows.
    package struct Version: Hashable, Sendable {
        package let agreement: AgreementID
        package let version: UInt64
        package let digest: Digest
        /// The SHA-256 of the encoded list of who has signed it, ascending: equal where both know of the same.
        package let signers: Digest

        package init(agreement: AgreementID, version: UInt64, digest: Digest, signers: [AgencyID]) {
            self.agreement = agreement
            self.version = version
            self.digest = digest
            self.signers = Self.digest(ofSigners: signers)
        }

        fileprivate init(reading reader: inout CBORReader) throws(CoreError) {
            try reader.array(count: 4)
            agreement = try AgreementID(parsing: try reader.text())
            version = try reader.unsigned()
            digest = try reader.digest()
            signers = try reader.digest()
        }

        package static func digest(ofSigners signers: [AgencyID]) -> Digest {
            var writer = CBORWriter()
            writer.array(count: signers.count)
            for signer in signers.sorted() { writer.text(signer.text) }
            return SHA256.hash(writer.bytes)
        }

        fileprivate var key: (AgreementID, UInt64, Digest) { (agreement, version, digest) }
    }

    /// A notice of a party about an agreement, by what it says.
    package struct Notice: Hashable, Sendable {
        package let agreement: AgreementID
        /// Of the notice without its signature.
        package let digest: Digest

        package init(agreement: AgreementID, digest: Digest) {
            self.agreement = agreement
            self.digest = digest
        }

        fileprivate var key: (AgreementID, Digest) { (agreement, digest) }
    }

    /// Ascending by feed.
    package let heads: [FeedHead]
    /// Ascending by agreement and version.
    package let versions: [Version]
    /// Ascending by agreement and digest.
    package let notices: [Notice]

    package init(heads: [FeedHead], versions: [Version], notices: [Notice] = []) {
        self.heads = heads.sorted { $0.feed < $1.feed }
        self.versions = versions.sorted { $0.key < $1.key }
        self.notices = notices.sorted { $0.key < $1.key }
    }

    /// Equal for equal catalogues. Feeds of size 0 do not count: to know of an empty feed is to know nothing.
    package var digest: Digest {
        SHA256.hash(Catalogue(heads: heads.filter { $0.size > .zero }, versions: versions, notices: notices).encode())
    }

    func encode() -> [UInt8] {
        var writer = CBORWriter()
        writer.array(count: 3)
        writer.array(count: heads.count)
        for head in heads { head.write(into: &writer) }
        writer.array(count: versions.count)
        for version in versions {
            writer.array(count: 4)
            writer.text(version.agreement.text)
            writer.unsigned(version.version)
            writer.digest(version.digest)
            writer.digest(version.signers)
        }
        writer.array(count: notices.count)
        for notice in notices {
            writer.array(count: 2)
            writer.text(notice.agreement.text)
            writer.digest(notice.digest)
        }
        return writer.bytes
    }

    init(reading reader: inout CBORReader) throws(CoreError) {
        try reader.array(count: 3)
        heads = try reader.heads()
        let count = try reader.array()
        guard count <= SyncLimits.agreementsPerCatalogue else {
            throw CoreError(.limitExceeded, "a catalogue lists \(count) agreements")
        }
        var versions: [Version] = []
        for _ in 0..<count {
            let version = try Version(reading: &reader)
            if let last = versions.last, !(last.key < version.key) {
                throw CoreError(.nonCanonicalCBOR, "the agreements of a catalogue are not in ascending order")
            }
            versions.append(version)
        }
        self.versions = versions
        notices = try Self.notices(&reader)
    }

    private static func notices(_ reader: inout CBORReader) throws(CoreError) -> [Notice] {
        let count = try reader.array()
        guard count <= SyncLimits.noticesPerCatalogue else {
            throw CoreError(.limitExceeded, "a catalogue lists \(count) notices")
        }
        var notices: [Notice] = []
        for _ in 0..<count {
            try reader.array(count: 2)
            let notice = Notice(agreement: try AgreementID(parsing: try reader.text()), digest: try reader.digest())
            if let last = notices.last, !(last.key < notice.key) {
                throw CoreError(.nonCanonicalCBOR, "the notices of a catalogue are not in ascending order")
            }
            notices.append(notice)
        }
        return notices
    }
}

extension CBORReader {
    mutating func heads() throws(CoreError) -> [FeedHead] {
        let count = try array()
        guard count <= SyncLimits.feedsPerCatalogue else {
            throw CoreError(.limitExceeded, "a catalogue lists \(count) feeds")
        }
        var heads: [FeedHead] = []
        for _ in 0..<count {
            let head = try FeedHead(reading: &self)
            if let last = heads.last, last.feed >= head.feed {
                throw CoreError(.nonCanonicalCBOR, "feeds are not in ascending order")
            }
            heads.append(head)
        }
        return heads
    }
}
