package import ComityAgreement
package import ComityCore
package import ComityCrypto

/// Writes versions of one agreement, wider and narrower than each other.
package struct TermsWriter {
    /// What one version says.
    package struct Terms: Sendable {
        /// Fields of a person that suspects are shared with.
        package var personFields = ["names", "dob", "sex", "phones", "addresses", "subject_category", "review_by"]
        /// Types of which everything is shared.
        package var things = ["vehicle", "location", "organisation", "case", "link"]
        /// What is said to be the same is shared too.
        package var sharesIdentity = true
        /// Everybody, or the police alone.
        package var isForPoliceOnly = false
        package var categories = ["suspect", "convicted"]
        package var needsReview = false
        package var retain = "2y"
        package var redactsYears = true
        /// Names as initials, addresses as regions, nationalities as tokens.
        package var redactsMore = false
        /// A person with ``secret`` for a nationality is withheld: a condition on a field outside of the envelope.
        package var withholdsSecrets = false
        package var withholdsVictims = true
        /// The second party shares occupations with the first alone: it has two audiences then.
        package var favours = false
        package var until = "2030-12-31"
        package var effective = "2026-01-01"

        package static let secret = "secret"

        package init() {}
    }

    /// A party as the text needs it.
    package struct Signatory: Sendable {
        package let agency: AgencyID
        package let agencyClass: String
        package let key: PublicKey

        package init(agency: AgencyID, agencyClass: String, key: PublicKey) {
            self.agency = agency
            self.agencyClass = agencyClass
            self.key = key
        }
    }

    package let id: AgreementID
    package private(set) var version = 0
    package private(set) var latest: Agreement?

    package init(id: AgreementID) { self.id = id }

    /// The next version among `parties`, unsigned.
    package mutating func next(_ terms: Terms, parties: [Signatory]) throws -> Agreement {
        version += 1
        let parsed = Agreement.parse(text(terms, parties), file: "simulated")
        guard let agreement = parsed.agreement else {
            throw AgreementError(.malformedAgreement, "the simulator wrote a bad text: \(parsed.diagnostics)")
        }
        latest = agreement
        return agreement
    }

    private func text(_ terms: Terms, _ parties: [Signatory]) -> String {
        let people = parties.map {
            "party \($0.agency) { class \($0.agencyClass) jurisdiction \"us-wa\" key \"\($0.key)\" }"
        }
        let police = parties.filter { $0.agencyClass == "police" }.map(\.agency.text)
        let to = terms.isForPoliceOnly && police.count > 1 ? "police" : "any"
        let fields = terms.personFields + (terms.sharesIdentity ? ["same_as"] : [])
        let shares = ["person(\(fields.joined(separator: ", ")))"]
        let things = terms.things.joined(separator: ", ")
        let review = terms.needsReview ? " and review_by > now" : ""
        return """
            agreement "\(id)" version \(version) {
              title "Simulated"
              purpose human-trafficking-investigation
              authority \(parties[0].agency) "RCW 10.93"
              effective \(terms.effective) until \(terms.until)
              \(latest.map { "supersedes sha256:\($0.digest)" } ?? "")
              \(people.joined(separator: "\n  "))
              \(police.count > 1 ? "group police = \(police.joined(separator: ", "))" : "")
              permit suspects {
                share \(shares.joined(separator: ", "))
                to \(to)
                when subject_category in [\(terms.categories.joined(separator: ", "))]\(review)
                retain \(terms.retain)
                onward none
                use investigation
              }
              \(things.isEmpty ? "" : "permit things { share \(things) to \(to) retain 1y }")
              \(terms.favours && parties.count > 2 ? Self.favour(parties) : "")
              \(terms.redactsYears ? Self.years : "")
              \(terms.redactsMore ? Self.more : "")
              \(terms.withholdsSecrets ? Self.secrets : "")
              \(terms.withholdsVictims ? Self.victims : "")
            }
            """
    }

    // MARK: Clauses

    private static func favour(_ parties: [Signatory]) -> String {
        "permit favours { share person(occupation) to \(parties[0].agency) from \(parties[1].agency) }"
    }

    private static let years = "redact years { share person(dob as year) to any when tlp >= amber }"
    private static let more = """
        permit origins { share person(nationality as token) to any }
          redact names { share person(names as initials, addresses as region) to any when tlp == red }
        """
    private static let secrets = """
        withhold secrets {
            share person to any when nationality is present and nationality == "\(Terms.secret)"
          }
        """
    private static let victims =
        "withhold victims { share any to any when victim_protected or subject_category == victim }"
}
