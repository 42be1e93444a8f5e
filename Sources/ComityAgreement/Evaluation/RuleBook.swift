import ComityCore
import ComityRecords

/// The clauses that apply between one origin and one audience, compiled per record type.
///
/// A *slot* is a field without parts or one part of a field; each clause says one ``Form`` of each slot.
struct RuleBook: Sendable {
    let agreement: Agreement
    let origin: AgencyID
    let members: [AgencyID]
    let isVictimService: Bool
    /// By record type number.
    private let plans: [UInt32: TypePlan]

    /// - Complexity: O(clauses × types × fields).
    init(_ agreement: Agreement, origin: AgencyID, members: [AgencyID]) {
        self.agreement = agreement
        self.origin = origin
        self.members = members
        isVictimService = agreement.party(origin)?.partyClass == .victimService
        let membership = Membership(agreement)
        let clauses = agreement.clauses.filter { clause in
            membership.contains(origin, in: clause.from ?? [.any])
                && !members.isEmpty && members.allSatisfy { membership.contains($0, in: clause.to) }
        }
        let vocabulary = Vocabulary.current
        var plans: [UInt32: TypePlan] = [:]
        for definition in Schema.current.types {
            guard let type = vocabulary.type(named: definition.name) else { continue }
            plans[definition.type.value] = TypePlan(definition, type, clauses)
        }
        self.plans = plans
    }

    func plan(for type: RecordType) -> TypePlan? { plans[type.value] }
}

/// What the clauses say about one record type.
final class TypePlan: Sendable {
    let name: String
    /// Ascending by number.
    let fields: [FieldPlan]
    let slotCount: Int
    /// Where the envelope begins in ``fields``.
    let firstEnvelopeField: Int
    let rules: [Rule]
    /// The form that each rule says for each slot: rule × ``slotCount`` + slot.
    let forms: [Form]
    let usesTokens: Bool
    /// The rules that speak of the whole type, fields of later versions of the schema included.
    private let wholeRules: Set<Int>
    private let opaqueSlots: Set<Int>

    /// Whether a recipient may see another form of the slot than the origin compared.
    func isOpaque(_ slot: Int) -> Bool { opaqueSlots.contains(slot) }

    /// Whether rule `index` speaks of fields of this type that this version of the schema does not know.
    func isWhole(_ index: Int) -> Bool { wholeRules.contains(index) }

    init(_ definition: TypeDefinition, _ type: Vocabulary.RecordType, _ clauses: [Clause]) {
        name = definition.name
        var fields: [FieldPlan] = []
        var slots = 0
        for field in definition.fields {
            fields.append(FieldPlan(field, firstSlot: slots))
            slots += fields[fields.count - 1].slots.count
        }
        self.fields = fields
        slotCount = slots
        firstEnvelopeField = fields.firstIndex { $0.number >= Schema.firstEnvelopeNumber } ?? fields.count
        var speaking: [Clause] = []
        var forms: [Form] = []
        for clause in clauses {
            let row = Self.forms(of: clause, definition.name, fields, slots)
            guard row.contains(where: { $0 != .none }) else { continue }
            speaking.append(clause)
            forms += row
        }
        let opaque = Self.opaqueSlots(forms, slots)
        let isOpaque: (ResolvedPath) -> Bool = { path in
            guard let field = fields.first(where: { $0.number == path.field.number }) else { return true }
            return field.slotRange(of: path.part?.number).contains { opaque.contains($0) }
        }
        rules = speaking.map { clause in
            Rule(
                clause: clause.id, effect: clause.effect,
                condition: clause.condition.map { Test($0, in: type, isOpaque: isOpaque) }, retain: clause.retain)
        }
        self.forms = forms
        usesTokens = forms.contains(.token)
        opaqueSlots = opaque
        wholeRules = Set(
            speaking.indices.filter { index in
                speaking[index].shares.contains { $0 == .any || $0 == .type(definition.name) }
            })
    }

    /// The slots that some clause gives another form: what a recipient sees there is not what the origin compared.
    private static func opaqueSlots(_ forms: [Form], _ slots: Int) -> Set<Int> {
        Set(forms.indices.filter { forms[$0] == .initials || forms[$0] == .token }.map { $0 % slots })
    }

    /// One clause's row: the form of each slot. Specs/agreement.md#shares
    private static func forms(of clause: Clause, _ type: String, _ fields: [FieldPlan], _ slots: Int) -> [Form] {
        var row = [Form](repeating: .none, count: slots)
        for share in clause.shares {
            switch share {
            case .any: addAll(clause.effect, fields, to: &row)
            case .type(type): addAll(clause.effect, fields, to: &row)
            case .fields(type, let shared): for field in shared { add(field, fields, to: &row) }
            case .type, .fields: break
            }
        }
        // A permit that leaves a part out does not speak of it; a redaction that drops it does.
        return clause.effect == .permit ? row.map { $0 == .dropped ? .none : $0 } : row
    }

    /// All fields: for a permit without those that leave only when they are named.
    private static func addAll(_ effect: Effect, _ fields: [FieldPlan], to row: inout [Form]) {
        for field in fields where effect != .permit || !field.isNamedOnly {
            for slot in field.slotRange { row[slot] = .full }
        }
    }

    private static func add(_ shared: SharedField, _ fields: [FieldPlan], to row: inout [Form]) {
        let pieces = shared.path.split(separator: ".", maxSplits: 1).map(String.init)
        guard let field = fields.first(where: { $0.name == pieces[0] }) else { return }
        for (offset, slot) in field.slots.enumerated() where pieces.count == 1 || slot.name == pieces[1] {
            let form = slot.form(of: shared.transform, isNamed: pieces.count == 2)
            let index = field.firstSlot + offset
            row[index] = row[index] == .none ? form : row[index].united(with: form)
        }
    }
}

/// One clause, compiled.
struct Rule: Sendable {
    let clause: ClauseID
    let effect: Effect
    let condition: Test?
    let retain: Period?
}

/// One field of a type.
final class FieldPlan: Sendable {
    let number: FieldNumber
    let name: String
    let firstSlot: Int
    /// One for a field without parts, else one for each part.
    let slots: [SlotPlan]
    let isComposite: Bool
    /// One of its parts names a record of this node.
    let hasLocalPart: Bool
    /// Never leaves at all.
    let isLocal: Bool
    /// Leaves only under a permit that names it: logs, and the list of those to whom it may be released.
    let isNamedOnly: Bool
    /// A marking that travels with whatever else of the record travels.
    let isCarried: Bool
    /// What the field means for the record as a whole.
    let label: Label

    init(_ field: FieldDefinition, firstSlot: Int) {
        number = field.number
        name = field.name
        self.firstSlot = firstSlot
        isLocal = field.kind == .local
        isNamedOnly = field.kind == .log || field.kind == .local || field.number == .releasableTo
        isCarried = field.kind == .restriction && field.number != .sensitivity
        isComposite = field.composite != nil
        label = Self.label(of: field)
        if let composite = field.composite {
            hasLocalPart = composite.name == "reference"
            slots = composite.parts.map { SlotPlan($0, of: composite) }
        } else {
            hasLocalPart = false
            slots = [SlotPlan(number: 0, name: field.name, shape: field.shape)]
        }
    }

    private static func label(of field: FieldDefinition) -> Label {
        guard field.number >= Schema.firstEnvelopeNumber else { return .none }
        switch field.number {
        case .state: return .state
        case .retainUntil: return .retention
        case .releasableTo: return .release
        default: break
        }
        guard field.kind == .originatorOnly || field.kind == .restriction else { return .none }
        switch field.shape {
        case .boolean: return .flag
        case .word, .level: return .word
        default: return .none
        }
    }

    var slotRange: Range<Int> { firstSlot..<firstSlot + slots.count }

    /// The place of a part among ``slots``; parts are numbered from 1 without gaps, so the first look mostly finds it.
    func offset(of part: FieldNumber) -> Int? {
        let guess = Int(part.value) - 1
        if guess >= 0, guess < slots.count, slots[guess].number == part { return guess }
        return slots.firstIndex { $0.number == part }
    }

    func slotRange(of part: FieldNumber?) -> Range<Int> {
        guard let part, let offset = slots.firstIndex(where: { $0.number == part }) else { return slotRange }
        return firstSlot + offset..<firstSlot + offset + 1
    }
}

/// One slot: what it holds and what a transform makes of it.
final class SlotPlan: Sendable {
    /// The part's number; 0 for a field without parts.
    let number: FieldNumber
    let name: String
    /// The words of a closed enumeration, else empty: an unknown word holds.
    let words: [String]
    /// A local record id: never leaves.
    let isLocal: Bool
    private let isPersonalName: Bool
    private let isAddressRest: Bool
    private let isWhole: Bool

    init(number: FieldNumber, name: String, shape: ValueShape) {
        self.number = number
        self.name = name
        words = Self.words(of: shape)
        isLocal = false
        isPersonalName = true
        isAddressRest = false
        isWhole = true
    }

    init(_ part: PartDefinition, of composite: CompositeDefinition) {
        number = part.number
        name = part.name
        words = Self.words(of: part.shape)
        isLocal = composite.name == "reference" && part.name == "record"
        isPersonalName = composite.name != "name" || Self.personalNames.contains(part.name)
        isAddressRest = composite.name == "address" && part.name != "region" && part.name != "country"
        isWhole = false
    }

    private static let personalNames: Set<String> = ["given", "family", "middle", "full", "maiden"]

    private static func words(of shape: ValueShape) -> [String] {
        switch shape {
        case .word(let words), .level(let words): words
        default: []
        }
    }

    /// The form that `transform` of the field, or of this part by its own name, gives the slot; a redaction that leaves
    /// a part as it is says `full`, so that its clause still speaks of the part when it errs.
    func form(of transform: Transform?, isNamed: Bool) -> Form {
        switch transform {
        case nil: .full
        case .year: .year
        case .initials: isPersonalName || isNamed ? .initials : .full
        case .region: isAddressRest ? .dropped : .full
        case .token: .token
        }
    }
}
