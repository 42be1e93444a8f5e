import ComityAgreement
import ComityCore
import ComityCrypto
import ComityNode

/// The agreements that the demonstration signs.
enum DemoAgreement {
    /// Two police agencies and a victim service; the terms of the bundled sample.
    static func sample(_ cards: [SignedCard], now: Timestamp) -> String {
        text(
            cards, now: now,
            clauses: """
                  permit suspects {
                    share   person(names, dob, sex, phones, addresses, id_documents, nationality), vehicle, link
                    to      police
                    when    subject_category in [suspect, convicted] and legal_basis == reasonable-suspicion
                            and review_by > now
                    retain  5y  onward none  use investigation
                  }
                  permit witnesses {
                    share   person(names, sex)
                    to      police
                    when    subject_category == witness
                    retain  1y  onward none  use investigation
                  }
                  redact birth-years { share person(dob as year) to police when tlp >= amber }
                  withhold red       { share any to any when tlp == red }
                  withhold victims   { share any to any when victim_protected or subject_category == victim }
                """)
    }

    /// Terms for files of the user's own: every mapped person field goes to the other police agency.
    static func everything(_ fields: [String], _ cards: [SignedCard], now: Timestamp) -> String {
        text(
            cards, now: now,
            clauses: """
                  permit persons {
                    share   person(\(fields.joined(separator: ", ")))
                    to      police
                    when    subject_category in [suspect, convicted] and review_by > now
                    retain  5y  onward none  use investigation
                  }
                  withhold victims { share any to any when victim_protected or subject_category == victim }
                """)
    }

    private static func text(_ cards: [SignedCard], now: Timestamp, clauses: String) -> String {
        let day = Timestamp.millisecondsPerDay
        let today = CivilDate(daysSinceEpoch: now.milliseconds / day)
        let from = CivilDate(daysSinceEpoch: today.daysSinceEpoch - 30)
        let until = CivilDate(daysSinceEpoch: today.daysSinceEpoch + 730)
        let parties = cards.map(\.card).map {
            """
              party \($0.agency) { class \($0.agencyClass) jurisdiction "\($0.jurisdiction)" key "\($0.rootKey.text)" }
            """
        }
        let police = cards.map(\.card).filter { $0.agencyClass == "police" }.map(\.agency.text)
        return """
            agreement "cascadia-ht-taskforce" version 1 {
              title     "Cascadia Human Trafficking Task Force"
              purpose   human-trafficking-investigation
              authority \(police[0]) "RCW 10.93", \(police[1]) "ORS 190"
              effective \(from) until \(until)
              review    every 1y

            \(parties.joined(separator: "\n"))
              group police = \(police.joined(separator: ", "))

            \(clauses)
            }

            """
    }
}
