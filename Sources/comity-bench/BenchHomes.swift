import ComityAgreement
import ComityCore
import ComityCrypto
import ComityNode
import ComityServer
import Glibc

/// A temporary folder with the homes of two agencies, and the agreement both have signed.
final class BenchHomes {
    let folder: String
    let homes: [NodeHome]
    let cards: [SignedCard]
    let signed: SignedAgreement
    private let now: Timestamp

    /// What the agreement of most measurements shares of a person.
    static let sharedFields =
        "names, dob, sex, phones, addresses, id_documents, nationality, attributes, subject_category"

    init(ports: [UInt16] = [1, 2]) throws {
        let parent = getenv("COMITY_BENCH_DIR").map { String(cString: $0) } ?? "/tmp"
        var name = Array("\(parent)/comity-bench-XXXXXX".utf8CString)
        guard mkdtemp(&name) != nil else {
            throw ControlFailure("cannot-write", "cannot make a folder in \(parent)", exit: .cannotWrite)
        }
        let folder = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        self.folder = folder
        let now = SystemClock.now()
        homes = ["us-a", "us-b"].map { NodeHome(HomeLayout(path: "\(folder)/\($0)")) }
        cards = try zip(homes, zip(["us-a", "us-b"], ports)).map { home, item in
            try home.found(
                NodeHome.Founding(
                    agency: AgencyID(parsing: item.0), name: item.0, jurisdiction: "us-wa", agencyClass: "police",
                    endpoints: ["127.0.0.1:\(item.1)"]), now: now)
        }
        self.now = now
        signed = try Self.agreement(Terms("bench", sharing: Self.sharedFields), homes, cards, now: now)
    }

    /// What the agreements of measurements differ in.
    struct Terms {
        let id: String
        /// What is shared of persons.
        let fields: String
        /// The version that it replaces.
        let predecessor: Agreement?

        init(_ id: String, sharing fields: String, after predecessor: Agreement? = nil) {
            (self.id, self.fields, self.predecessor) = (id, fields, predecessor)
        }
    }

    /// An agreement that both have signed.
    func agreement(_ terms: Terms) throws -> SignedAgreement {
        try Self.agreement(terms, homes, cards, now: now)
    }

    private static func agreement(
        _ terms: Terms, _ homes: [NodeHome], _ cards: [SignedCard], now: Timestamp
    ) throws -> SignedAgreement {
        let parsed = Agreement.parse(text(terms, cards, now: now), file: "bench.agreement")
        guard let agreement = parsed.agreement else {
            throw ControlFailure("failed", "the agreement is malformed: \(parsed.diagnostics)", exit: .no)
        }
        var signed = SignedAgreement(agreement)
        for home in homes { try signed.sign(with: try home.rootKey(), signedBefore: nil) }
        return signed
    }

    deinit {
        for home in homes {
            for path in files(of: home.layout.keysPath) + files(of: home.layout.path) { unlink(path) }
            rmdir(home.layout.keysPath)
            rmdir(home.layout.path)
        }
        rmdir(folder)
    }

    private func files(of folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append("\(folder)/\(name)") }
        }
        return names
    }

    private static func text(_ terms: Terms, _ cards: [SignedCard], now: Timestamp) -> String {
        let today = CivilDate(daysSinceEpoch: now.milliseconds / Timestamp.millisecondsPerDay)
        let parties = cards.map(\.card).map {
            "party \($0.agency) { class police jurisdiction \"us-wa\" key \"\($0.rootKey.text)\" }"
        }
        return """
            agreement "\(terms.id)" version \((terms.predecessor?.version ?? 0) + 1) {
              \(terms.predecessor.map { "supersedes sha256:\($0.digest)" } ?? "")
              title "Benchmark"
              purpose human-trafficking-investigation
              authority us-a "RCW 10.93"
              effective \(CivilDate(daysSinceEpoch: today.daysSinceEpoch - 30))
                until \(CivilDate(daysSinceEpoch: today.daysSinceEpoch + 730))
              \(parties.joined(separator: "\n  "))
              permit suspects {
                share person(\(terms.fields))
                to any
                when subject_category in [suspect, convicted]
                retain 5y onward none use investigation
              }
              redact birth-years { share person(dob as year) to any when tlp >= amber }
              withhold victims { share any to any when victim_protected or subject_category == victim }
            }
            """
    }
}
