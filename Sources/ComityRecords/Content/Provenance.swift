package import ComityCore

/// Where a claim comes from. Everything in it is optional. Specs/records.md#provenance
package struct Provenance: Hashable, Sendable {
    /// When the fact was observed.
    package var observedAt: Timestamp?
    /// When the agency recorded the claim. For display only: clocks decide nothing.
    package var recordedAt: HybridTime?
    /// Who recorded it: a user id, a pseudonym outside the agency.
    package var author: String?
    package var method: ClaimMethod?
    package var factOrAssessment: ClaimBasis?
    package var sourceEvaluation: Evaluation?
    package var informationEvaluation: Evaluation?
    /// 0 to 100.
    package var confidence: UInt8?
    /// What the claim rests on: the number of an exhibit or a file, never the exhibit itself.
    package var evidenceRef: String?
    /// After this instant the claim is no longer shown.
    package var expires: Timestamp?
    /// Entries of later versions, in order of their keys, each with its deterministic CBOR, kept as they are.
    package var unknown: [UnknownEntry] = []

    package init() {}

    package var isEmpty: Bool { self == Provenance() }
}

/// One entry of a map whose key this version does not know.
package struct UnknownEntry: Hashable, Sendable {
    package let key: UInt32
    package let encoded: [UInt8]

    package init(key: UInt32, encoded: [UInt8]) {
        self.key = key
        self.encoded = encoded
    }
}

/// How a claim was obtained. An open list: a later version may add to it.
package struct ClaimMethod: Hashable, Sendable, CustomStringConvertible {
    package let number: UInt8
    package init(number: UInt8) { self.number = number }

    package static let observed = ClaimMethod(number: 0)
    package static let stated = ClaimMethod(number: 1)
    package static let document = ClaimMethod(number: 2)
    package static let derived = ClaimMethod(number: 3)
    package static let machine = ClaimMethod(number: 4)

    package static let names = ["observed", "stated", "document", "derived", "machine"]
    package var description: String {
        Int(number) < Self.names.count ? Self.names[Int(number)] : "method-\(number)"
    }
}

/// Whether a claim is a fact or a personal assessment (Directive (EU) 2016/680, article 7). An open list.
package struct ClaimBasis: Hashable, Sendable, CustomStringConvertible {
    package let number: UInt8
    package init(number: UInt8) { self.number = number }

    package static let fact = ClaimBasis(number: 0)
    package static let assessment = ClaimBasis(number: 1)

    package static let names = ["fact", "assessment"]
    package var description: String { Int(number) < Self.names.count ? Self.names[Int(number)] : "basis-\(number)" }
}
