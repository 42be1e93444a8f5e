import ComityAgreement
import ComityCore
import ComityCrypto
import ComityRecords
import Testing

/// Texts, keys and records that several suites use.
enum Samples {
    static let now = try! Timestamp(parsing: "2026-06-15T12:00:00Z")
    static let updated = try! Timestamp(parsing: "2026-05-01")
    static let tokenKey = [UInt8](repeating: 7, count: 32)

    static let names = ["us-wa-kcso", "us-or-sp", "us-wa-safe"]

    static func key(_ index: Int) -> SigningKey {
        try! SigningKey(seed: [UInt8](repeating: UInt8(index + 1), count: 32))
    }

    static func agency(_ name: String) -> AgencyID { AgencyID(name)! }

    /// The agreement of the design page.
    static let designText = text(
        clauses: """
              permit suspects {
                share   person(names, dob, sex, phones, id_documents), vehicle, link
                to      police
                when    subject_category in [suspect, convicted]
                    and legal_basis == reasonable-suspicion and review_by > now
                retain  5y  onward none  use investigation
              }
              redact birth-years { share person(dob as year) to police when tlp >= amber }
              withhold victims   { share any to any when victim_protected or subject_category == victim }
            """)

    static func text(clauses: String) -> String {
        let classes = ["police", "police", "victim-service"]
        let parties = names.indices.map { index in
            """
              party \(names[index]) { class \(classes[index]) jurisdiction "us-wa" key "\(key(index).publicKey.text)" }
            """
        }
        return """
            agreement "cascadia-ht-taskforce" version 1 {
              title     "Cascadia Human Trafficking Task Force"
              purpose   human-trafficking-investigation
              authority us-wa-kcso "RCW 10.93", us-or-sp "ORS 190", us-wa-safe "34 USC 12291"
              effective 2026-01-01 until 2028-12-31
              review    every 1y

            \(parties.joined(separator: "\n"))
              group police = us-wa-kcso, us-or-sp

            \(clauses)
            }
            """
    }

    static func agreement(_ text: String) throws -> Agreement {
        let (agreement, diagnostics) = Agreement.parse(text, file: "sample")
        return try #require(agreement, "\(diagnostics.map(\.description))")
    }

    static func projector(_ agreement: Agreement, from: String = "us-wa-kcso", to: String = "us-or-sp") throws
        -> Projector
    {
        let audience = try #require(agreement.audience(from: agency(from), to: agency(to)))
        return Projector(agreement: agreement, audience: audience, tokenKey: tokenKey)
    }

    /// A suspect with a name, a birth date, a phone, and labels that the design's agreement asks for.
    static func suspect() -> Content {
        var content = Content(type: .person)
        content.set(.names, to: .composite(of: [Component(1, .text("Ana")), Component(2, .text("Rey"))]))
        content.set(.dob, to: .date(PartialDate(year: 1985, month: 3, day: 14)!))
        content.set(.phones, to: .composite(of: [Component(1, .text("+15035550123"))]))
        content.set(.subjectCategory, to: .text("suspect"))
        content.set(.legalBasis, to: .text("reasonable-suspicion"))
        content.set(.reviewBy, to: .date(PartialDate(year: 2027, month: 1, day: 1)!))
        return content
    }
}
