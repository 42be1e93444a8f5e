package import ComityAgreement
package import ComityCore
package import ComityCrypto

/// Writes versions of one agreement, wider and narrower than each other.
package struct TermsWriter {
    /// What one version says.
    package struct Terms: Sendable {
        /// Fields of a person that suspects are shared with.
        package var personFields = ["names", "dob", "sex", "phones", "subject_category", "review_by"]
        package var sharesVehicles = true
        package var sharesLinks = true
        /// Everybody, or the police alone.
        package var isForPoliceOnly = false
        package var categories = ["suspect", "convicted"]
        package var needsReview = false
        package var retain = "2y"
        package var redactsYears = true
        package var withholdsVictims = true
        package var until = "2030-12-31"
        package var effective = "2026-01-01"

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
        let shares = ["person(\(terms.personFields.joined(separator: ", ")))"]
        let things = [terms.sharesVehicles ? "vehicle" : nil, terms.sharesLinks ? "link" : nil].compactMap { $0 }
        let victims = "withhold victims { share any to any when victim_protected or subject_category == victim }"
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
              \(things.isEmpty ? "" : "permit things { share \(things.joined(separator: ", ")) to \(to) retain 1y }")
              \(terms.redactsYears ? "redact years { share person(dob as year) to any when tlp >= amber }" : "")
              \(terms.withholdsVictims ? victims : "")
            }
            """
    }
}
