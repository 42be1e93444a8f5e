import ComityAgreement
import ComityRecords

/// A field without parts, or one part of a field.
struct ReferenceSlot: Hashable {
    let field: FieldDefinition
    let part: PartDefinition?

    var path: String { part.map { "\(field.name).\($0.name)" } ?? field.name }
    var shape: ValueShape { part?.shape ?? field.shape }

    static func == (left: ReferenceSlot, right: ReferenceSlot) -> Bool { left.path == right.path }
    func hash(into hasher: inout Hasher) { hasher.combine(path) }

    static func slots(of field: FieldDefinition) -> [ReferenceSlot] {
        guard let composite = field.composite else { return [ReferenceSlot(field: field, part: nil)] }
        return composite.parts.map { ReferenceSlot(field: field, part: $0) }
    }

    /// The words that a value must be one of, or nil.
    var words: [String]? {
        switch shape {
        case .word(let words), .level(let words): words
        default: nil
        }
    }

    /// Never leaves.
    var isLocal: Bool {
        field.kind == .local || (field.composite?.name == "reference" && part?.name == "record")
    }

    var isCarried: Bool { ["tlp", "victim_protected", "no_onward", "handling"].contains(field.name) }
}

/// What a clause says of a slot, and what becomes of one.
enum ReferenceForm: Hashable {
    case full
    case transformed(Transform)
    case nothing
}

extension Clause {
    /// What the clause says of a slot; nil if it does not speak of it. Specs/agreement.md#forms
    func says(of slot: ReferenceSlot, in type: TypeDefinition) -> ReferenceForm? {
        var said: [ReferenceForm] = []
        for share in shares {
            switch share {
            case .any: if !leavesOut(slot.field) { said.append(.full) }
            case .type(let name): if name == type.name, !leavesOut(slot.field) { said.append(.full) }
            case .fields(let name, let fields):
                guard name == type.name else { continue }
                for field in fields { if let form = says(field, of: slot) { said.append(form) } }
            }
        }
        if said.contains(.full) && effect != .redact { return .full }
        let different = Set(said)
        return different.count < 2 ? different.first : different.contains(.full) ? .full : .nothing
    }

    /// A whole type in a permit leaves out what must be named.
    private func leavesOut(_ field: FieldDefinition) -> Bool {
        effect == .permit && (field.kind == .log || field.kind == .local || field.name == "releasable_to")
    }

    private func says(_ shared: SharedField, of slot: ReferenceSlot) -> ReferenceForm? {
        guard shared.path == slot.field.name || shared.path == slot.path else { return nil }
        switch shared.transform {
        case nil: return .full
        case .region:
            if slot.part?.name == "region" || slot.part?.name == "country" { return .full }
            return effect == .permit ? nil : .nothing
        case .initials where slot.field.composite?.name == "name":
            let names = ["given", "family", "middle", "full", "maiden"]
            let isPart = shared.path != slot.field.name
            return isPart || names.contains(slot.part?.name ?? "") ? .transformed(.initials) : .full
        case .some(let transform): return .transformed(transform)
        }
    }
}
