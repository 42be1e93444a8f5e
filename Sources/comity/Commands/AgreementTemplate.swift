import ComityAgreement
import ComityCore
import ComityCrypto
import ComityNode

/// `comity agreement template`
enum AgreementTemplateCommand: Command {
    static let name = "template"
    static let summary = "prints a commented agreement to start from"
    static let discussion = """
        With --from-cards its parties are this agency and those whose cards were imported, with their root keys; else \
        they are invented, and every key must be replaced.
        """
    static let fromCards = Argument<Bool>.flag("from-cards", "name the agencies whose cards this node knows")
    static let parameters = [fromCards.parameter]

    static func run(_ call: Call) throws {
        let text = call[fromCards] ? AgreementTemplate.text(parties: try parties(call)) : AgreementTemplate.text
        call.console.value(["text": .string(text)])
        if !call.console.isJSON { call.console.raw(text) }
    }

    /// The known agencies as parties, this one first.
    private static func parties(_ call: Call) throws -> [Party] {
        var parties: [Party] = []
        try call.node().ask("card.list") { row throws(ControlFailure) in
            let party = try party(row)
            parties.insert(party, at: row["own"]?.booleanValue == true ? 0 : parties.count)
        }
        guard parties.count > 1 else {
            throw ControlFailure(
                "not-found", "no card of a partner is known",
                hints: ["import one with `comity card import FILE`"], exit: .no)
        }
        return parties
    }

    private static func party(_ row: CBORValue) throws(ControlFailure) -> Party {
        guard let agency = row["agency"]?.textValue.flatMap({ AgencyID($0) }),
            let partyClass = row["class"]?.textValue.flatMap({ PartyClass(rawValue: $0) }),
            let jurisdiction = row["jurisdiction"]?.textValue, let key = row["root_key"]?.textValue
        else {
            throw ControlFailure("unexpected-reply", "the node sent a card that says too little", exit: .badData)
        }
        do {
            return Party(
                agency: agency, name: row["name"]?.textValue, partyClass: partyClass, jurisdiction: jurisdiction,
                key: try PublicKey(text: key))
        } catch {
            throw ControlFailure(error)
        }
    }
}
