import ComityCore

/// A starting point for people who draft an agreement.
package enum AgreementTemplate {
    /// With these bytes begin the keys of the template: nobody has a secret for them.
    static let keyMark = "replace-this-key"

    /// The commented agreement with these parties in place of the invented ones; its clauses share among the police
    /// agencies, or among all parties if fewer than two are.
    package static func text(parties: [Party]) -> String {
        let police = parties.filter { $0.partyClass == .police }
        let sharing = (police.count < 2 ? parties : police).map(\.agency.text).joined(separator: ", ")
        return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
            let word = line.drop { $0 == " " }
            if word.hasPrefix("party ") {
                return word.hasPrefix("party us-wa-kcso") ? parties.map { "  \(Agreement.line(of: $0))" } : []
            }
            if word.hasPrefix("authority ") {
                return ["  authority " + parties.map { "\($0.agency) \"name its law\"" }.joined(separator: ", ")]
            }
            if word.hasPrefix("group ") { return ["  group police = \(sharing)"] }
            return [String(line)]
        }.joined(separator: "\n")
    }

    /// A commented agreement that passes the checks with warnings for its keys.
    package static let text = """
        # An agreement says who shares what with whom, on which conditions. Nothing is shared that no clause permits.
        # Check it with `comity agreement check FILE`, then let every party sign it.
        agreement "example-taskforce" version 1 {
          title     "Example Human Trafficking Task Force"
          # What recipients may work on with it.
          purpose   human-trafficking-investigation
          # The legal ground of each party.
          authority us-wa-kcso "RCW 10.93", us-or-sp "ORS 190", us-wa-safe "34 USC 12291"
          # Both days included, in UTC.
          effective 2026-01-01 until 2028-12-31
          review    every 1y

          # One line a party: its agency name, its class, its jurisdiction and its root public key
          # (`comity card show` prints it).
          # Classes: police, prosecutor, financial-intelligence, fusion-centre, victim-service, border-agency,
          # foreign, international, other.
          party us-wa-kcso { class police jurisdiction "us-wa" key "ed25519:cmVwbGFjZS10aGlzLWtleS1vZi11cy13YS1rY3NvISE=" }
          party us-or-sp { class police jurisdiction "us-or" key "ed25519:cmVwbGFjZS10aGlzLWtleS1vZi11cy1vci1zcC4uLi4=" }
          party us-wa-safe { class victim-service jurisdiction "us-wa" key "ed25519:cmVwbGFjZS10aGlzLWtleS1vZi11cy13YS1zYWZlISE=" }

          # A name for some parties.
          group police = us-wa-kcso, us-or-sp

          # `permit` shares fields while its condition holds. A type without fields means all of its fields.
          permit suspects {
            share   person(names, dob, sex, phones, id_documents, subject_category, review_by), vehicle, link
            from    police
            to      police
            when    subject_category in [suspect, convicted] and review_by > now
            retain  5y
            onward  none
            use     investigation
          }

          # `redact` makes what is permitted say less: `as year`, `initials`, `region` or `token`.
          redact birth-years {
            share   person(dob as year)
            to      police
            when    tlp >= amber
          }

          # `withhold` beats both. A clause whose condition cannot be decided withholds what it names.
          withhold victims {
            share   any
            to      any
            when    victim_protected or subject_category == victim
          }
        }

        """
}
