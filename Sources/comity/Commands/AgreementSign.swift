import ComityAgreement
import ComityCore
import ComityCrypto
import ComityNode

/// `comity agreement sign`
enum AgreementSign: Command {
    static let name = "sign"
    static let summary = "signs an agreement with the root key of this agency"
    static let discussion = """
        Of a known agreement the signature travels to the parties by itself. Of a file it is added to the signed \
        document: FILE itself if it is one, else FILE.signed. With FILE and --key nothing of a node is needed, so \
        that the root key can stay on a machine without network.
        """
    static let subject = Argument<String>.positional(
        "FILE|ID", "an agreement text, a signed document, or the id of an agreement that the node knows",
        completion: .file)
    static let output = Argument<String?>.option(
        "output", short: "o", "FILE", "write the signed document here", completion: .file)
    static let yes = Argument<Bool>.flag("yes", "do not show the text and ask")
    static let parameters = [subject.parameter, Call.key.parameter, output.parameter, yes.parameter]
    static let columns = [
        Column("id"), Column("version", .integer), Column("digest"), Column("state"), Column("signed", .texts),
        Column("missing", .texts), Column("file"),
    ]

    static func run(_ call: Call) throws {
        let isFile = isFile(call)
        var signed = try isFile ? AgreementDocument.read(call[subject], call.console) : known(call)
        let key = try call.rootKey()
        let party = try party(of: key, in: signed.agreement)
        if !call[yes] { try ask(signed.agreement, party, call) }
        try signed.sign(with: key, signedBefore: try signedBefore(signed.agreement, party, call))
        let state = try handOver(&signed, call)
        let file = try write(signed, isFile: isFile, call)
        report(signed, state: state, file: file, call)
    }

    private static func isFile(_ call: Call) -> Bool { call[subject] == "-" || Files.exists(call[subject]) }

    /// Whether the key is on a machine without a node.
    private static func isDetached(_ call: Call) -> Bool { call[Call.key] != nil && isFile(call) }

    private static func known(_ call: Call) throws -> SignedAgreement {
        guard let id = AgreementID(call[subject]) else {
            throw ControlFailure(
                "cannot-read", "cannot read `\(call[subject])`: no such file or directory", exit: .badData)
        }
        return try AgreementDocument.fetch(id, version: nil, try call.node()).signed
    }

    private static func party(of key: SigningKey, in agreement: Agreement) throws(ControlFailure) -> AgencyID {
        guard let party = agreement.parties.first(where: { $0.key == key.publicKey }) else {
            throw ControlFailure(
                "no-party", "no party of `\(agreement.id)` has the key `\(key.publicKey)`",
                hints: ["compare the keys in the text with `comity card show`"], exit: .badData)
        }
        return party.agency
    }

    private static func ask(_ agreement: Agreement, _ party: AgencyID, _ call: Call) throws(ControlFailure) {
        for line in agreement.text.split(separator: "\n", omittingEmptySubsequences: false) {
            call.console.note(String(line))
        }
        try call.confirm("sign version \(agreement.version) of `\(agreement.id)` as `\(party)`?", assumed: false)
    }

    /// The digest of another text of this version that we signed, as far as our node knows: nobody signs two.
    private static func signedBefore(
        _ agreement: Agreement, _ party: AgencyID, _ call: Call
    ) throws -> Digest? {
        guard !isDetached(call) else { return nil }
        var digest: String?
        try call.node().ask("agreement.list", ["id": .text(agreement.id.text)]) { row in
            let signers = Column("signed", .texts).texts(row)
            guard row["version"]?.integerValue == Int64(agreement.version), signers.contains(party.text) else { return }
            digest = row["digest"]?.textValue
        }
        return try digest.map { try Digest(bytes: try Hex.decode($0)) }
    }

    /// Gives the signed agreement to the node, unless there is none beside the key.
    /// - Returns: the agreement's state as the node sees it. Signatures that came meanwhile are in `signed` then.
    private static func handOver(_ signed: inout SignedAgreement, _ call: Call) throws -> String? {
        guard !isDetached(call) else { return nil }
        let node = try call.node()
        try node.ask("agreement.import", ["signed": .bytes(signed.encoded)])
        let version = Int(signed.agreement.version)
        let (row, known) = try AgreementDocument.fetch(signed.agreement.id, version: version, node)
        signed = known
        return row["state"]?.textValue
    }

    private static func write(_ signed: SignedAgreement, isFile: Bool, _ call: Call) throws -> String? {
        guard let path = try call[output] ?? (isFile ? defaultOutput(call[subject]) : nil) else { return nil }
        try OutputPath(path).write(Array(AgreementDocument.armored(signed).utf8))
        return path
    }

    private static func defaultOutput(_ path: String) throws(ControlFailure) -> String? {
        guard path != "-" else { return nil }
        let text = try Files.text(path, limitBytes: 2 * COSE.payloadLimitBytes)
        return AgreementDocument.isArmored(text) ? path : path + ".signed"
    }

    private static func report(_ signed: SignedAgreement, state: String?, file: String?, _ call: Call) {
        let agreement = signed.agreement
        call.console.value([
            "id": .string(agreement.id.text), "version": .integer(Int64(agreement.version)),
            "digest": .string(agreement.digest.description), "state": state.map { .string($0) } ?? .null,
            "signed": .texts(signed.signers.map(\.text)), "missing": .texts(signed.missing.map(\.text)),
            "file": file.map { .string($0) } ?? .null,
        ])
        call.console.line("signed \(agreement.id) version \(agreement.version), sha256 \(agreement.digest)")
        let missing = signed.missing.map(\.text).joined(separator: ", ")
        call.console.line(missing.isEmpty ? "every party has signed" : "still to be signed by \(missing)")
        if let file { call.console.line("written to \(file)") }
    }
}
