package import ComityCore
package import ComityNode

/// A value that a log line may hold.
///
/// There is no case for a text of unknown origin: what a record says cannot be written to a log by mistake. An error of
/// another room appears as its code, since its reason may quote input.
package enum LogValue: Sendable {
    case agency(AgencyID)
    case agreement(AgreementID)
    case digest(Digest)
    case link(LinkID)
    case count(Int)
    case milliseconds(Int64)
    case flag(Bool)
    case level(LogLevel)
    /// Words of this program.
    case word(StaticString)
    /// A network address, from a socket, a card or the configuration.
    case address(String)
    /// A path of the home or the command line.
    case path(String)
    /// An error of this room, with its reason: it speaks of files, sockets and settings only.
    case failure(ServerError)
    /// An error of any room, as its code.
    case code(any ComityError)
    /// Why a link ended, as this node's own session put it.
    case reason(String)

    /// The value before escaping, and whether JSON writes it without quotes.
    var plain: (text: String, isBare: Bool) {
        switch self {
        case .agency(let id): (id.text, false)
        case .agreement(let id): (id.text, false)
        case .digest(let digest): (digest.description, false)
        case .link(let link): (String(link.number), true)
        case .count(let number): (String(number), true)
        case .milliseconds(let number): (String(number), true)
        case .flag(let flag): (flag ? "true" : "false", true)
        case .level(let level): (level.rawValue, false)
        case .word(let word): (word.description, false)
        case .address(let text), .path(let text), .reason(let text): (text, false)
        case .failure(let error): (error.description, false)
        case .code(let error): (error.code, false)
        }
    }
}
