import ComityAgreement
import ComityCore
import ComityCrypto
import ComityNode
import ComityServer

/// `comity init`
enum Init: Command {
    static let name = "init"
    static let summary = "makes the keys and the card of a new node"
    static let discussion = """
        The keys stand in the home, readable by this account only. The root key signs cards and agreements: with \
        --passphrase-file it is locked, and it may be moved off the machine and named with --key where it is needed.
        """
    static let agency = Argument<AgencyID>.required(
        "agency", "ID", "the agency's id, such as us-wa-kcso; it stays for ever")
    static let title = Argument<String>.required("name", "NAME", "the agency's name, for people")
    static let jurisdiction = Argument<Jurisdiction>.required("jurisdiction", "ID", "its jurisdiction, such as us-wa")
    static let agencyClass = Argument<PartyClass>.option(
        "class", "WORD", "what the agency is", defaultValue: .police, shownAs: "police")
    static let endpoint = Argument<[Endpoint]>.repeated("endpoint", "HOST:PORT", "where partners reach the node")
    static let parameters = [
        agency.parameter, title.parameter, jurisdiction.parameter, agencyClass.parameter, endpoint.parameter,
    ]

    static func run(_ call: Call) throws {
        let layout = try call.home()
        let founding = NodeHome.Founding(
            agency: call[agency], name: call[title], jurisdiction: call[jurisdiction].text,
            agencyClass: call[agencyClass].rawValue, endpoints: call[endpoint].map(\.description))
        let home = NodeHome(layout, passphrase: try call.passphrase())
        let card = try home.found(founding, now: call.environment.now())
        call.console.value([
            "agency": .string(card.card.agency.text), "home": .string(layout.path),
            "root_key": .string(card.card.rootKey.text), "tls_pin": .string(card.card.tlsPin.description),
            "card": .string(layout.cardPath),
        ])
        call.console.line("node of \(card.card.agency) made in \(layout.path)")
        call.console.line("root key \(card.card.rootKey)")
        call.console.note(
            "next: give partners the card (`comity card export`) and import theirs (`comity card import`)")
    }
}

extension PartyClass: ArgumentValue {}

/// Where an agency has authority, as agreements write it.
struct Jurisdiction: Name, ArgumentValue {
    static var noun: String { "jurisdiction" }
    let text: String

    init(unchecked text: String) { self.text = text }

    static var placeholder: String { "ID" }
    static var expectation: String { "a jurisdiction such as us-wa" }
    static func reading(_ text: String) -> Jurisdiction? { Jurisdiction(text) }
}
