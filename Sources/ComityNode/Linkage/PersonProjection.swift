import ComityCore
package import ComityLinkage
package import ComityRecords

/// A person as linkage sees it: flat lists of texts, one for each field. Specs/linkage-model.md#projection
package enum PersonProjection {
    /// The fields in map order.
    package static let fields: [LinkageField] = [
        LinkageField(name: "given-name", kind: .givenName), LinkageField(name: "middle-name", kind: .middleName),
        LinkageField(name: "surname", kind: .surname), LinkageField(name: "full-name", kind: .fullName),
        LinkageField(name: "alias", kind: .alias), LinkageField(name: "dob", kind: .dateOfBirth),
        LinkageField(name: "sex", kind: .sex), LinkageField(name: "street-number", kind: .streetNumber),
        LinkageField(name: "street", kind: .street), LinkageField(name: "locality", kind: .locality),
        LinkageField(name: "postcode", kind: .postcode), LinkageField(name: "region", kind: .region),
        LinkageField(name: "phone", kind: .phone), LinkageField(name: "email", kind: .email),
        LinkageField(name: "document-id", kind: .documentID),
    ]

    /// The texts of a person's content, or nil if it must not be linked: no person, or a protected victim.
    package static func values(_ content: Content) -> [[String]]? {
        guard content.type == .person, mayBeLinked(content) else { return nil }
        let names = content[.names].map(\.value)
        let regular = names.filter { !isAlias($0) }
        let addresses = content[.addresses].map(\.value)
        return [
            texts(regular, NamePart.given), texts(regular, NamePart.middle), texts(regular, NamePart.family),
            texts(regular, NamePart.full), names.filter(isAlias).map(aliasText).filter { !$0.isEmpty },
            content[.dob].compactMap { $0.value.date?.description }, content[.sex].compactMap(\.value.text),
            texts(addresses, AddressPart.number), texts(addresses, AddressPart.street),
            texts(addresses, AddressPart.locality), texts(addresses, AddressPart.postcode),
            texts(addresses, AddressPart.region),
            content[.phones].compactMap { $0.value[PhonePart.e164]?.text ?? $0.value[PhonePart.number]?.text },
            texts(content[.emails].map(\.value), EmailPart.address),
            texts(content[.idDocuments].map(\.value), IDDocumentPart.number),
        ]
    }

    /// Records of protected victims never enter, in any form (MODEL 4; 34 U.S.C. 12291(b)(2)).
    package static func mayBeLinked(_ content: Content) -> Bool {
        let isProtected = content[.victimProtected].contains { $0.value.boolean != false }
        let isVictim = content[.subjectCategory].contains { $0.value.text == "victim" }
        return !isProtected && !isVictim
    }

    private static let aliasKinds: Set<String> = ["alias", "moniker", "street"]

    private static func isAlias(_ name: Value) -> Bool {
        name[NamePart.kind]?.text.map(aliasKinds.contains) ?? false
    }

    private static func aliasText(_ name: Value) -> String {
        name[NamePart.full]?.text
            ?? [NamePart.given, NamePart.family].compactMap { name[$0]?.text }.joined(separator: " ")
    }

    private static func texts(_ values: [Value], _ part: FieldNumber) -> [String] {
        values.compactMap { $0[part]?.text }
    }
}
