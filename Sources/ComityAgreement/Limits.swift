/// The limits of agreements, each with its unit and reason.
package enum AgreementLimit {
    /// Bytes of one agreement text: a hundred pages.
    package static let textBytes = 1 << 20
    /// Bytes of one canonical agreement: with a signature of each party it fits a frame before sharing is agreed.
    package static let encodedBytes = 768 << 10
    /// Parties: each signs, and a COSE_Sign carries at most 1,024 signatures.
    package static let parties = 1_000
    /// Groups: more than a person can name.
    package static let groups = 1_000
    /// Clauses: more than a person can read.
    package static let clauses = 1_000
    /// Items of one list (shares, recipients, values): keeps one clause readable and its evaluation bounded.
    package static let listItems = 1_000
    /// Comparisons of one condition: keeps the cost of one projection bounded.
    package static let comparisons = 256
    /// How deep parentheses and `not` nest in a condition: deeper, nobody reads it.
    package static let conditionDepth = 8
    /// Bytes of one text in quotes: a paragraph.
    package static let stringBytes = 4096
    /// Bytes of a notice's reason: a sentence.
    package static let noticeReasonBytes = 256
    /// Notices of one party about one agreement that are taken from peers in a minute: nobody changes their mind more
    /// often, and each makes every feed be projected anew.
    package static let noticesPerMinute = 6
    /// Notices of one party about one agreement that are kept: what a later one replaces is not counted.
    package static let noticesPerParty = 32
    /// Diagnostics of one run: more help nobody.
    package static let diagnostics = 50
    /// The highest version number: fits every integer of every reader.
    package static let version: UInt64 = (1 << 32) - 1
}
