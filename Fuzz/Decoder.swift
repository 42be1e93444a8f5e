import ComityAgreement
import ComityAudit
import ComityCore
import ComityCrypto
import ComityLinkage
import ComityMerkle
import ComityNode
import ComityRecords

@testable import ComityFeed
@testable import ComitySync

/// One decoder, as mutation tests and fuzzers drive it: bytes in, and what became of them.
struct Decoder: Sendable {
    enum Outcome {
        /// Refused as its room refuses.
        case refused
        /// Accepted, and written again it gave the same.
        case accepted
        /// A fault of ours, and what it is.
        case fault(String)
    }

    let name: String
    /// Where samples are: a folder or file of `Specs/vectors`, and the field that holds bytes in hexadecimal; without a
    /// field the whole file is the sample.
    let vectors: String
    let field: String?
    /// Samples for which there are no vectors.
    let more: [[UInt8]]
    private let body: @Sendable ([UInt8]) -> Outcome

    func run(_ bytes: [UInt8]) -> Outcome { body(bytes) }

    /// - Parameter reencode: decodes, and gives the bytes of what it decoded: they must be the same. Its type says
    ///   that it throws its room's errors and no others.
    private init<Failure: ComityError>(
        _ name: String, in vectors: String, _ field: String?, more: [[UInt8]] = [], readsOwnFiles: Bool = false,
        refusing: Failure.Type,
        reencode: @escaping @Sendable ([UInt8]) throws(Failure) -> [UInt8]
    ) {
        self.name = name
        self.vectors = vectors
        self.field = field
        self.more = more
        body = { bytes in
            do throws(Failure) {
                return try reencode(bytes) == bytes ? .accepted : .fault("written again it differs")
            } catch {
                // What a peer sends breaks no invariant of ours; what we wrote ourselves may.
                return error.family == .invariant && !readsOwnFiles ? .fault("\(error)") : .refused
            }
        }
    }

    private init(
        _ name: String, in vectors: String, _ field: String? = nil, more: [[UInt8]] = [],
        body: @escaping @Sendable ([UInt8]) -> Outcome
    ) {
        self.name = name
        self.vectors = vectors
        self.field = field
        self.more = more
        self.body = body
    }

    static let all: [Decoder] = [
        Decoder("cbor", in: "cbor", "cbor", refusing: CoreError.self) { (bytes: [UInt8]) throws(CoreError) in
            try CBORValue(decoding: bytes).encoded
        },
        Decoder("content", in: "record-content", "bytes", refusing: RecordError.self) {
            (bytes: [UInt8]) throws(RecordError) in
            try Content(decoding: bytes).encoded
        },
        Decoder("patch", in: "record-patch", "bytes", refusing: RecordError.self) {
            (bytes: [UInt8]) throws(RecordError) in
            try ContentPatch(decoding: bytes).encoded
        },
        Decoder("entry", in: "feed-entry", "body", refusing: FeedError.self) { (bytes: [UInt8]) throws(FeedError) in
            try EntryBody(decoding: bytes).encoded
        },
        Decoder("batch", in: "feed-batch", "batch", refusing: FeedError.self) { (bytes: [UInt8]) throws(FeedError) in
            try UnverifiedBatch(decoding: bytes).encoded
        },
        Decoder("columns", in: "columns", "container", body: columns),
        Decoder("frames", in: "sync", "body", body: frames),
        Decoder("session", in: "sync", "body", body: session),
        Decoder("seed-cover", in: "seed-cover", "cover", refusing: CryptoError.self) {
            (bytes: [UInt8]) throws(CryptoError) in
            try SeedCover(decoding: bytes).encoded
        },
        Decoder("card", in: "card", "card", refusing: CryptoError.self) { (bytes: [UInt8]) throws(CryptoError) in
            try SignedCard(decoding: bytes).encoded
        },
        Decoder("card-payload", in: "card", "card", body: cardPayload),
        Decoder("note", in: "checkpoint", "note", refusing: MerkleError.self) { (bytes: [UInt8]) throws(MerkleError) in
            try SignedNote(parsing: bytes).encoded
        },
        Decoder("checkpoint", in: "checkpoint", "note", body: checkpoint),
        Decoder("agreement-text", in: "agreement", body: agreementText),
        Decoder("agreement-bytes", in: "agreement", body: agreementBytes),
        Decoder("json", in: "field-map", body: json),
        Decoder("field-map", in: "field-map", body: fieldMap),
        Decoder("csv", in: "csv", body: csv),
        Decoder("control-request", in: "cbor", "cbor", more: [controlRequest], refusing: CoreError.self) {
            (bytes: [UInt8]) throws(CoreError) in
            try ControlRequest(decoding: bytes).encoded
        },
        Decoder("control-reply", in: "cbor", "cbor", more: controlReplies, refusing: CoreError.self) {
            (bytes: [UInt8]) throws(CoreError) in
            try ControlReply(decoding: bytes).encoded
        },
        Decoder("audit-event", in: "audit-event", "event", readsOwnFiles: true, refusing: AuditError.self) {
            (bytes: [UInt8]) throws(AuditError) in
            try AuditEvent(decoding: bytes).encoded
        },
        Decoder("disclosure-list", in: "audit-list", "list", readsOwnFiles: true, refusing: AuditError.self) {
            (bytes: [UInt8]) throws(AuditError) in
            try DisclosureList(decoding: bytes).encoded
        },
        Decoder("withholding-list", in: "audit-list", "list", readsOwnFiles: true, refusing: AuditError.self) {
            (bytes: [UInt8]) throws(AuditError) in
            try WithholdingList(decoding: bytes).encoded
        },
        Decoder("cose-sign1", in: "card", "card", body: coseSign1),
        Decoder("cose-sign", in: "cose-sign", "message", refusing: CryptoError.self) {
            (bytes: [UInt8]) throws(CryptoError) in
            try COSESign(decoding: bytes, contentType: "application/vnd.comity.agreement+cbor").encoded
        },
        Decoder("signed-agreement", in: "signed-agreement", "message", refusing: AgreementError.self) {
            (bytes: [UInt8]) throws(AgreementError) in
            try SignedAgreement(decoding: bytes).encoded
        },
        Decoder("agreement-notice", in: "agreement-notice", "message", more: notices, body: agreementNotice),
        Decoder("key-file", in: "key-file", "file", body: keyFile),
        Decoder("puncturable-key", in: "seed-cover", "cover", refusing: CryptoError.self) {
            (bytes: [UInt8]) throws(CryptoError) in
            try PuncturableKey(decoding: bytes).encoded
        },
        Decoder("armor", in: "card-armor", body: armor),
        Decoder("tile", in: "tile", "tile", refusing: MerkleError.self) { (bytes: [UInt8]) throws(MerkleError) in
            try Tile(TileID(level: 0, index: 0), decoding: bytes).encoded
        },
        Decoder("compact-range", in: "cbor", "cbor", more: compactRanges, refusing: MerkleError.self) {
            (bytes: [UInt8]) throws(MerkleError) in
            try CompactRange(decoding: bytes).encoded
        },
        Decoder("fork-proof", in: "cbor", "cbor", more: [forkProof], refusing: MerkleError.self) {
            (bytes: [UInt8]) throws(MerkleError) in
            try ForkProof(decoding: bytes, verifying: signer.publicKey).encoded
        },
        Decoder("linkage-model", in: "cbor", "cbor", more: [linkageModel], refusing: LinkageError.self) {
            (bytes: [UInt8]) throws(LinkageError) in
            try LinkageModel(decoding: bytes).encoded
        },
        Decoder("index-segment", in: "cbor", "cbor", more: [indexSections], body: indexSegment),
        Decoder("field-path", in: "csv", more: fieldPaths, body: fieldPath),
        Decoder("time", in: "identifiers", "text", body: time),
    ]
}

/// Columns have many spellings; what they yield is written and read again. Any count is tried, as a header has any.
private func columns(_ bytes: [UInt8]) -> Decoder.Outcome {
    for count in [0, 1, 2, 3, 5, 4096] {
        do throws(FeedError) {
            let items = try ColumnDecoder.decode(bytes[...], count: count, limitBytes: 1 << 20)
            // Only deterministic CBOR is sealed again: opening a batch sees to it.
            guard items.allSatisfy(isDeterministic) else { continue }
            var encoder = ColumnEncoder()
            for item in items { item.withUnsafeBytes { encoder.add($0) } }
            let container = try encoder.finish(limitBytes: 1 << 21)
            guard try ColumnDecoder.decode(container[...], count: count, limitBytes: 1 << 21) == items else {
                return .fault("\(count) items do not come back")
            }
            return .accepted
        } catch {
            if error.family != .peer { return .fault("\(error)") }
        }
    }
    return .refused
}

private func isDeterministic(_ bytes: [UInt8]) -> Bool {
    do throws(CoreError) {
        _ = try CBORValue(decoding: bytes)
        return true
    } catch {
        return false
    }
}

private func frames(_ bytes: [UInt8]) -> Decoder.Outcome {
    var outcome = Decoder.Outcome.refused
    for number in UInt8(1)...12 {
        guard let type = FrameType(rawValue: number) else { return .fault("type \(number) is missing") }
        do throws(SyncError) {
            let frame = try Frame(type: type, body: bytes)
            guard frame.encoded == Deframer.frame(type, bytes) else { return .fault("a \(type) frame differs") }
            outcome = .accepted
        } catch {
            if error.family != .peer { return .fault("\(error)") }
        }
    }
    return outcome
}

/// Frames before and after hello, in two pieces.
private func session(_ bytes: [UInt8]) -> Decoder.Outcome {
    guard let peer = AgencyID("us-or-sp") else { return .fault("no agency") }
    let hello = Frame.hello(
        Hello(agency: peer, cardSequence: 1, peerCardSequence: 1, catalogueDigest: .zero)
    ).encoded
    let type = FrameType(rawValue: bytes.first.map { $0 % 12 + 1 } ?? 1) ?? .hello
    var count = 0
    for stream in [bytes, hello + bytes, hello + Deframer.frame(type, bytes)] {
        var whole = Session(peer: peer, now: .epoch)
        let expected = whole.received(stream, sharing: true, now: .epoch)
        var pieces = Session(peer: peer, now: .epoch)
        let middle = stream.count / 3
        let events =
            pieces.received(Array(stream[..<middle]), sharing: true, now: .epoch)
            + pieces.received(Array(stream[middle...]), sharing: true, now: .epoch)
        guard events.count == expected.count, whole.phase == pieces.phase else {
            return .fault("the pieces of a stream count")
        }
        count += events.count
    }
    return count > 3 ? .accepted : .refused
}

/// The payload without its signature, which would hide it from mutation: the sample's own, changed as the bytes say.
private func cardPayload(_ bytes: [UInt8]) -> Decoder.Outcome {
    do throws(CryptoError) {
        return try NodeCard(decoding: bytes).encoded == bytes ? .accepted : .fault("written again it differs")
    } catch {
        return .refused
    }
}

private func checkpoint(_ bytes: [UInt8]) -> Decoder.Outcome {
    do throws(MerkleError) {
        let text = try SignedNote(parsing: bytes).text
        return try Checkpoint(parsing: text).text == text ? .accepted : .fault("written again it differs")
    } catch {
        return .refused
    }
}

/// The canonical text of what was read reads as the same agreement, and is its own canonical text.
private func agreementText(_ bytes: [UInt8]) -> Decoder.Outcome {
    let (read, diagnostics) = Agreement.parse(String(decoding: bytes, as: UTF8.self), file: "sample")
    guard let read else { return diagnostics.isEmpty ? .fault("refused without a reason") : .refused }
    guard let again = Agreement.parse(read.text, file: "sample").agreement else {
        return .fault("its canonical text is refused")
    }
    return again == read && again.text == read.text ? .accepted : .fault("its canonical text says something else")
}

/// Bytes that are a text are encoded first, so that samples are shared with the parser.
private func agreementBytes(_ bytes: [UInt8]) -> Decoder.Outcome {
    let encoded = Agreement.parse(String(decoding: bytes, as: UTF8.self), file: "sample").agreement?.encoded ?? bytes
    do throws(AgreementError) {
        return try Agreement(decoding: encoded).encoded == encoded ? .accepted : .fault("written again it differs")
    } catch {
        return encoded == bytes ? .refused : .fault("an agreement does not read back: \(error)")
    }
}

private func json(_ bytes: [UInt8]) -> Decoder.Outcome {
    do throws(CoreError) {
        let value = try JSONReader.read(bytes)
        return try JSONReader.read(Array(value.text.utf8)) == value ? .accepted : .fault("written again it differs")
    } catch {
        return .refused
    }
}

private func fieldMap(_ bytes: [UInt8]) -> Decoder.Outcome {
    do throws(RecordError) {
        let map = try FieldMap(parsing: bytes)
        return try FieldMap(parsing: Array(map.json.text.utf8)) == map ? .accepted : .fault("written again it differs")
    } catch {
        return .refused
    }
}

/// The rows do not depend on how the file arrives.
private func csv(_ bytes: [UInt8]) -> Decoder.Outcome {
    func items(by step: Int) -> [CSVItem] {
        var reader = CSVReader()
        var items: [CSVItem] = []
        for start in stride(from: 0, to: bytes.count, by: step) {
            reader.append(bytes[start..<min(start + step, bytes.count)])
            while let item = reader.next() { items.append(item) }
        }
        reader.finish()
        while let item = reader.next() { items.append(item) }
        return items
    }
    let whole = items(by: max(1, bytes.count))
    return "\(whole)" == "\(items(by: 3))" ? .accepted : .fault("the pieces of a file count")
}

private let controlRequest = ControlRequest(
    "record.search", ["text": "Ana", "limit": 20], purpose: "investigation", caseNumber: "A-17", user: "ana"
).encoded

private func coseSign1(_ bytes: [UInt8]) -> Decoder.Outcome {
    do throws(CryptoError) {
        let message = try UnverifiedSign1(decoding: bytes, contentType: SignedCard.contentType)
        // Nobody's key: a signature that holds under it would be a forgery.
        do throws(CryptoError) {
            _ = try message.verify(signer.publicKey)
            return .fault("it verifies under a key that signed nothing")
        } catch {
            return .accepted
        }
    } catch {
        return error.family == .invariant ? .fault("\(error)") : .refused
    }
}

/// Against an agreement much like that of the vectors.
private func agreementNotice(_ bytes: [UInt8]) -> Decoder.Outcome {
    guard let noticed else { return .fault("no agreement") }
    do throws(AgreementError) {
        let notice = try AgreementNotice(verifying: bytes, of: noticed)
        return notice.digest == noticed.digest ? .accepted : .fault("it speaks of another agreement")
    } catch {
        return error.family == .invariant ? .fault("\(error)") : .refused
    }
}

/// Passphrases are left out: to try one takes longer than all else.
private func keyFile(_ bytes: [UInt8]) -> Decoder.Outcome {
    do throws(CryptoError) {
        let file = try KeyFile(decoding: bytes)
        guard !file.isLocked else { return .accepted }
        var lock: KeyLock?
        let content = try file.content(passphrase: nil, reusing: &lock)
        return KeyFile.encode(content, purpose: file.purpose, lock: nil) == bytes
            ? .accepted : .fault("written again it differs")
    } catch {
        return error.family == .invariant ? .fault("\(error)") : .refused
    }
}

/// What people paste may have other line ends and spaces; what was read is written in the one way and read again.
private func armor(_ bytes: [UInt8]) -> Decoder.Outcome {
    let label = "COMITY CARD"
    do throws(CryptoError) {
        let content = try Armor.decode(String(decoding: bytes, as: UTF8.self), label: label)
        return try Armor.decode(Armor.encode(content, label: label), label: label) == content
            ? .accepted : .fault("written again it differs")
    } catch {
        return .refused
    }
}

private func fieldPath(_ bytes: [UInt8]) -> Decoder.Outcome {
    do throws(RecordError) {
        let path = try FieldPath(parsing: String(decoding: bytes, as: UTF8.self))
        return try FieldPath(parsing: "\(path)") == path ? .accepted : .fault("written again it differs")
    } catch {
        return .refused
    }
}

private func time(_ bytes: [UInt8]) -> Decoder.Outcome {
    let text = String(decoding: bytes, as: UTF8.self)
    if let date = PartialDate(parsing: text), PartialDate(parsing: "\(date)") != date {
        return .fault("the date written again differs")
    }
    do throws(CoreError) {
        let time = try Timestamp(parsing: text)
        return try Timestamp(parsing: "\(time)") == time ? .accepted : .fault("written again it differs")
    } catch {
        return .refused
    }
}

private let controlReplies = [
    ControlReply.row(["id": "4fd1", "own": true]), .progress(done: 3, total: 10, label: "importing"),
    .result(["records": 12]),
    .failure(ControlFailure("not-found", "no record `4fd1` is here", exit: .no)),
].map(\.encoded)

private let linkageModel = try! LinkageModel.untrained(
    LinkagePlan(fields: [
        LinkageField(name: "surname", kind: .surname), LinkageField(name: "dob", kind: .dateOfBirth),
    ])
).encoded

private let indexModel = try! LinkageModel.untrained(
    LinkagePlan(fields: [
        LinkageField(name: "surname", kind: .surname), LinkageField(name: "phone", kind: .phone),
    ]))

/// The sections of a segment of three rows as one CBOR array of byte strings.
private let indexSections: [UInt8] = {
    var index = LinkageIndex(model: indexModel)
    for (key, name) in ["novak", "novakova", "smith"].enumerated() {
        _ = try! index.insert(UInt64(key), values: [[name], ["60123456\(key / 2)"]])
    }
    index.freeze()
    let sections = index.segments[0].sections
    var writer = CBORWriter()
    writer.array(count: sections.count)
    for section in sections { writer.byteString(Array(section)) }
    return writer.bytes
}()

/// A segment that is accepted stays within its arrays, whatever is asked of it.
private func indexSegment(_ bytes: [UInt8]) -> Decoder.Outcome {
    do {
        var reader = CBORReader(bytes)
        var sections: [[UInt8]] = []
        for _ in 0..<(try reader.array()) { sections.append(try reader.byteString()) }
        try reader.finish()
        let segment = try IndexSegment(number: 0, model: indexModel, sectionBytes: sections.map(\.count)) {
            place, memory in sections[place].withUnsafeBytes { memory.copyMemory(from: $0) }
        }
        guard segment.sections.map({ Array($0) }) == sections else { return .fault("written again it differs") }
        var index = LinkageIndex(model: indexModel, mode: .linkAndDedupe, segments: [segment])
        _ = index.clusters()
        _ = index.lookup("novak 601234560", limit: 3)
        _ = try index.insert(.max, values: [["novak"], ["601234560"]])
        _ = index.remove(0)
        index.rewrite()
        return .accepted
    } catch let error as any ComityError {
        return error.family == .invariant ? .fault("\(error)") : .refused
    } catch {
        return .fault("\(error)")
    }
}

private let signer = try! SigningKey(seed: [UInt8](repeating: 7, count: SigningKey.seedBytes))

private let compactRanges: [[UInt8]] = [0, 1, 5, 300].map { count in
    var range = CompactRange()
    for number in 0..<count { range.append(TreeHash.leaf([UInt8(truncatingIfNeeded: number)])) }
    return range.encoded
}

private let forkProof = try! ForkProof(
    Checkpoint(origin: "us-wa-kcso/audit/1", size: TreeSize(1), root: TreeHash.leaf([1])).sign(with: signer),
    Checkpoint(origin: "us-wa-kcso/audit/1", size: TreeSize(1), root: TreeHash.leaf([2])).sign(with: signer)
).encoded

private let fieldPaths = ["names[1].family", "dob", "phones.e164"].map { Array($0.utf8) }

private let notices = [AgreementNotice.Kind.suspend, .resume, .terminate].map { kind in
    try! AgreementNotice(
        kind, of: noticed!, by: AgencyID("alpha")!, effective: Timestamp(milliseconds: 1_769_904_000_000),
        reason: "court order"
    ).signed(with: SigningKey(seed: [UInt8](repeating: 1, count: SigningKey.seedBytes)))
}

private let noticed = Agreement.parse(
    """
    agreement "vector" version 1 {
      title "Vector"
      purpose testing
      authority alpha "Act 1", beta "Act 2"
      effective 2026-01-01 until 2027-12-31
      party alpha { class police jurisdiction "us-wa" key "ALPHA" }
      party beta { class prosecutor jurisdiction "us-or" key "BETA" }
      permit all { share person(names) to beta }
    }
    """.replacing("ALPHA", with: vectorKey(1)).replacing("BETA", with: vectorKey(2)), file: "vector"
).agreement

private func vectorKey(_ seed: UInt8) -> String {
    try! SigningKey(seed: [UInt8](repeating: seed, count: SigningKey.seedBytes)).publicKey.text
}
