import ComityCore

extension Clause {
    func encode(into writer: inout CBORWriter) {
        let optional = [from != nil, condition != nil, retain != nil, effect == .permit, !uses.isEmpty]
        writer.map(count: 4 + optional.count { $0 })
        writer.unsigned(1)
        writer.text(id.text)
        writer.unsigned(2)
        writer.unsigned(UInt64(effect.rawValue))
        writer.unsigned(3)
        writer.list(shares) { $0.encode(into: &$1) }
        writer.unsigned(4)
        writer.list(to) { $0.encode(into: &$1) }
        if let from {
            writer.unsigned(5)
            writer.list(from) { $0.encode(into: &$1) }
        }
        if let condition {
            writer.unsigned(6)
            condition.encode(into: &writer)
        }
        if let retain {
            writer.unsigned(7)
            retain.encode(into: &writer)
        }
        if effect == .permit {
            writer.unsigned(8)
            writer.unsigned(UInt64(onward.rawValue))
        }
        if !uses.isEmpty {
            writer.unsigned(9)
            writer.texts(uses)
        }
    }

    init(reading reader: inout CBORReader) throws(CoreError) {
        var fields = try MapFields(&reader, noun: "a clause")
        id = try ClauseID(try fields.required(1, &reader) { r throws(CoreError) in try r.text()[...] })
        effect = try fields.required(2, &reader) { r throws(CoreError) in try r.choice("an effect") }
        shares = try fields.required(3, &reader) { r throws(CoreError) in
            try r.list { r throws(CoreError) in try Share(reading: &r) }
        }
        to = try fields.required(4, &reader) { r throws(CoreError) in
            try r.list { r throws(CoreError) in try PartyReference(reading: &r) }
        }
        from = try fields.optional(5, &reader) { r throws(CoreError) in
            try r.list { r throws(CoreError) in try PartyReference(reading: &r) }
        }
        condition = try fields.optional(6, &reader) { r throws(CoreError) in try Condition(reading: &r, depth: 0) }
        retain = try fields.optional(7, &reader) { r throws(CoreError) in try Period(reading: &r) }
        onward = try fields.optional(8, &reader) { r throws(CoreError) in try r.choice("an onward rule") } ?? .none
        uses = try fields.optional(9, &reader) { r throws(CoreError) in try r.texts() } ?? []
        try fields.finish()
    }
}

extension PartyReference {
    /// `[0]` any, `[1, agency]`, `[2, group]`.
    fileprivate func encode(into writer: inout CBORWriter) {
        switch self {
        case .any:
            writer.array(count: 1)
            writer.unsigned(0)
        case .party(let agency):
            writer.array(count: 2)
            writer.unsigned(1)
            writer.text(agency.text)
        case .group(let group):
            writer.array(count: 2)
            writer.unsigned(2)
            writer.text(group.text)
        }
    }

    fileprivate init(reading reader: inout CBORReader) throws(CoreError) {
        let count = try reader.array()
        switch (count, try reader.unsigned()) {
        case (1, 0): self = .any
        case (2, 1): self = .party(try AgencyID(try reader.text()[...]))
        case (2, 2): self = .group(try GroupID(try reader.text()[...]))
        default: throw CoreError(.unexpectedCBOR, "a reference to parties has an unknown form")
        }
    }
}

extension Share {
    /// `[]` any, `[type]`, `[type, [[path], [path, transform], …]]`.
    fileprivate func encode(into writer: inout CBORWriter) {
        switch self {
        case .any: writer.array(count: 0)
        case .type(let type): writer.texts([type])
        case .fields(let type, let fields):
            writer.array(count: 2)
            writer.text(type)
            writer.list(fields) { field, writer in
                writer.array(count: field.transform == nil ? 1 : 2)
                writer.text(field.path)
                if let transform = field.transform { writer.unsigned(UInt64(transform.rawValue)) }
            }
        }
    }

    fileprivate init(reading reader: inout CBORReader) throws(CoreError) {
        switch try reader.array() {
        case 0: self = .any
        case 1: self = .type(try reader.text())
        case 2:
            let type = try reader.text()
            self = .fields(
                type: type,
                try reader.list { r throws(CoreError) in
                    let count = try r.array()
                    guard count == 1 || count == 2 else {
                        throw CoreError(.unexpectedCBOR, "a shared field has 1 or 2 items")
                    }
                    let path = try r.text()
                    return SharedField(path: path, transform: count == 2 ? try r.choice("a transform") : nil)
                })
        case let count: throw CoreError(.unexpectedCBOR, "a share has up to 2 items, not \(count)")
        }
    }
}

extension Condition {
    /// An array whose first item says which form it is. Specs/agreement.md#canonical-bytes
    fileprivate func encode(into writer: inout CBORWriter) {
        switch self {
        case .all(let terms):
            writer.form(0, count: 1)
            writer.list(terms) { $0.encode(into: &$1) }
        case .any(let terms):
            writer.form(1, count: 1)
            writer.list(terms) { $0.encode(into: &$1) }
        case .not(let inner):
            writer.form(2, count: 1)
            inner.encode(into: &writer)
        case .presence(let path, let isPresent):
            writer.form(isPresent ? 3 : 4, count: 1)
            writer.text(path)
        case .flag(let path):
            writer.form(5, count: 1)
            writer.text(path)
        case .member(let path, let isMember, let values):
            writer.form(isMember ? 6 : 7, count: 2)
            writer.text(path)
            writer.list(values) { $0.encode(into: &$1) }
        case .compare(let left, let operation, let right):
            writer.form(8 + UInt64(operation.rawValue), count: 2)
            if case .field(let path) = left { writer.text(path) } else { writer.null() }
            right.encode(into: &writer)
        }
    }

    fileprivate init(reading reader: inout CBORReader, depth: Int) throws(CoreError) {
        guard depth <= 4 * AgreementLimit.conditionDepth else {
            throw CoreError(.limitExceeded, "a condition nests too deep")
        }
        let count = try reader.array()
        let form = try reader.unsigned()
        guard count == (form < 6 ? 2 : 3) else { throw CoreError(.unexpectedCBOR, "a condition has an unknown form") }
        switch form {
        case 0, 1:
            let terms = try reader.list { r throws(CoreError) in try Condition(reading: &r, depth: depth + 1) }
            self = form == 0 ? .all(terms) : .any(terms)
        case 2: self = .not(try Condition(reading: &reader, depth: depth + 1))
        case 3, 4: self = .presence(path: try reader.text(), isPresent: form == 3)
        case 5: self = .flag(path: try reader.text())
        case 6, 7:
            let path = try reader.text()
            let values = try reader.list { r throws(CoreError) in try Literal(reading: &r) }
            self = .member(path: path, isMember: form == 6, values)
        default:
            guard form <= 13, let operation = Comparison(rawValue: UInt8(form - 8)) else {
                throw CoreError(.unexpectedCBOR, "\(form) is no form of a condition")
            }
            var left = Operand.now
            if reader.peekNull() { try reader.null() } else { left = .field(try reader.text()) }
            self = .compare(left, operation, try Literal(reading: &reader))
        }
    }
}

extension Literal {
    /// A text, an integer or a boolean as itself; `[0, days]` a date, `[1, ms]` an instant, `[2, ms]` now and an
    /// offset.
    fileprivate func encode(into writer: inout CBORWriter) {
        switch self {
        case .text(let text): writer.text(text)
        case .integer(let value): writer.integer(value)
        case .boolean(let value): writer.boolean(value)
        case .date(let day): writer.pair(0, day.daysSinceEpoch)
        case .instant(let instant): writer.pair(1, instant.milliseconds)
        case .now(let offset): writer.pair(2, offset)
        }
    }

    fileprivate init(reading reader: inout CBORReader) throws(CoreError) {
        switch try reader.peekMajor() {
        case 0, 1: self = .integer(try reader.integer())
        case 3: self = .text(try reader.text())
        case 4: self = try Literal.time(&reader)
        default: self = .boolean(try reader.boolean())
        }
    }

    private static func time(_ reader: inout CBORReader) throws(CoreError) -> Literal {
        try reader.array(count: 2)
        switch try reader.unsigned() {
        case 0: return .date(try reader.day())
        case 1: return .instant(try reader.instant())
        case 2: return .now(offsetMilliseconds: try reader.integer())
        case let form: throw CoreError(.unexpectedCBOR, "\(form) is no form of a time")
        }
    }
}

extension CBORWriter {
    fileprivate mutating func form(_ number: UInt64, count: Int) {
        array(count: 1 + count)
        unsigned(number)
    }

    fileprivate mutating func pair(_ form: UInt64, _ value: Int64) {
        array(count: 2)
        unsigned(form)
        integer(value)
    }
}
