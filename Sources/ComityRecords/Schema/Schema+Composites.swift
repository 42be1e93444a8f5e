/// The composites of the schema. Specs/records.md#composites
extension CompositeDefinition {
    static let name = CompositeDefinition(
        "name", main: NamePart.full,
        [
            PartDefinition(1, "given", .text, "given or first names"),
            PartDefinition(2, "family", .text, "family names or surname"),
            PartDefinition(3, "middle", .text, "middle names or patronymic"),
            PartDefinition(4, "full", .text, "the whole name as written, where its parts are not known"),
            PartDefinition(5, "maiden", .text, "family name at birth"),
            PartDefinition(6, "script", .text, "script of the spelling (ISO 15924), as `Latn`, `Cyrl`"),
            PartDefinition(
                7, "kind", .word(["legal", "birth", "married", "alias", "moniker", "street", "transliteration"]),
                "what sort of name; absent means legal or unknown"),
            PartDefinition(8, "weak", .boolean, "an alias too common to find anyone by"),
            PartDefinition(9, "prefix", .text, "title before the name"),
            PartDefinition(10, "suffix", .text, "as `Jr`, `III`"),
        ])

    static let address = CompositeDefinition(
        "address", main: AddressPart.full,
        [
            PartDefinition(1, "number", .text, "house number"),
            PartDefinition(2, "street", .text, "street"),
            PartDefinition(3, "unit", .text, "flat, estate or building"),
            PartDefinition(4, "locality", .text, "city, town, suburb or village"),
            PartDefinition(5, "region", .text, "state, province or county"),
            PartDefinition(6, "postcode", .text, "postal code"),
            PartDefinition(7, "country", .text, "country (ISO 3166-1 alpha-2) or its name"),
            PartDefinition(8, "full", .text, "the whole address as written"),
            PartDefinition(9, "kind", .word(["home", "work", "stay", "mailing"]), "what the person does there"),
            PartDefinition(10, "first_seen", .date, "first known there"),
            PartDefinition(11, "last_seen", .date, "last known there"),
        ])

    static let phone = CompositeDefinition(
        "phone", main: PhonePart.e164,
        [
            PartDefinition(1, "e164", .text, "international number, as `+15035550123`"),
            PartDefinition(2, "number", .text, "number as written, where the country is not known"),
            PartDefinition(3, "imei", .text, "device"),
            PartDefinition(4, "imsi", .text, "subscriber"),
            PartDefinition(5, "iccid", .text, "SIM card"),
            PartDefinition(6, "carrier", .text, "carrier"),
            PartDefinition(7, "first_seen", .date, "first known use"),
            PartDefinition(8, "last_seen", .date, "last known use"),
        ])

    static let email = CompositeDefinition(
        "email", main: EmailPart.address,
        [
            PartDefinition(1, "address", .text, "address"),
            PartDefinition(2, "display", .text, "display name"),
        ])

    static let onlineHandle = CompositeDefinition(
        "online_handle", main: OnlineHandlePart.handle,
        [
            PartDefinition(1, "service", .text, "service or platform"),
            PartDefinition(2, "handle", .text, "handle or user name"),
            PartDefinition(3, "uid", .text, "the service's own number of the account"),
            PartDefinition(4, "url", .text, "address of the profile"),
            PartDefinition(5, "display", .text, "display name"),
            PartDefinition(6, "created", .date, "when the account was made"),
            PartDefinition(7, "avatar_ref", .text, "exhibit number of the picture"),
            PartDefinition(8, "first_seen", .date, "first known use"),
            PartDefinition(9, "last_seen", .date, "last known use"),
        ])

    static let idDocument = CompositeDefinition(
        "id_document", main: IDDocumentPart.number,
        [
            PartDefinition(
                1, "kind",
                .openWord([
                    "passport", "national-id", "driving-licence", "residence-permit", "visa", "social-security",
                    "tax-number", "other",
                ]), "kind of document"),
            PartDefinition(2, "number", .text, "number"),
            PartDefinition(3, "country", .text, "issuing country (ISO 3166-1 alpha-2)"),
            PartDefinition(4, "authority", .text, "issuing authority"),
            PartDefinition(5, "issued", .date, "date of issue"),
            PartDefinition(6, "expires", .date, "date of expiry"),
            PartDefinition(7, "holder_name", .text, "name printed on it"),
            PartDefinition(8, "stolen", .boolean, "reported lost or stolen"),
        ])

    static let attribute = CompositeDefinition(
        "attribute", main: AttributePart.text,
        [
            PartDefinition(1, "label", .text, "what the text is: the column it was imported from"),
            PartDefinition(2, "text", .text, "the text"),
        ])

    static let plate = CompositeDefinition(
        "plate", main: 1,
        [
            PartDefinition(1, "number", .text, "number"),
            PartDefinition(2, "region", .text, "state or province that issued it"),
            PartDefinition(3, "country", .text, "country that issued it (ISO 3166-1 alpha-2)"),
        ])

    static let position = CompositeDefinition(
        "position",
        [
            PartDefinition(1, "lat", .degrees(limit: 90), "latitude (WGS 84)"),
            PartDefinition(2, "lon", .degrees(limit: 180), "longitude (WGS 84)"),
            PartDefinition(3, "radius_m", .integer(0...1_000_000), "radius of the area in metres"),
        ])

    /// Names a record: by its local id in our own statements, by (agency, agreement, handle) everywhere else.
    static let reference = CompositeDefinition(
        "reference", main: ReferencePart.record,
        [
            PartDefinition(1, "record", .text, "id of a record of this node; never leaves it"),
            PartDefinition(2, "agency", .text, "agency that states the record"),
            PartDefinition(3, "agreement", .text, "agreement under which it has the handle"),
            PartDefinition(4, "handle", .text, "handle, twelve hexadecimal digits"),
        ])

    static let handling = CompositeDefinition(
        "handling", main: 2,
        [
            PartDefinition(1, "scheme", .text, "scheme of the code, as `europol`, `uk`"),
            PartDefinition(2, "code", .text, "code, as `H1`, `ORCON`"),
            PartDefinition(3, "text", .text, "conditions in words"),
        ])

    static let consent = CompositeDefinition(
        "consent", main: 1,
        [
            PartDefinition(1, "status", .word(["none", "given", "withdrawn"]), "whether there is consent"),
            PartDefinition(2, "scope", .text, "what it covers"),
            PartDefinition(3, "signed_on", .date, "when it was signed"),
            PartDefinition(4, "expires", .date, "until when it holds"),
        ])

    static let review = CompositeDefinition(
        "review", main: 3,
        [
            PartDefinition(1, "at", .instant, "when"),
            PartDefinition(2, "by", .text, "who"),
            PartDefinition(3, "outcome", .openWord(["keep", "amend", "remove"]), "outcome"),
            PartDefinition(4, "note", .text, "note"),
        ])

    static let dissemination = CompositeDefinition(
        "dissemination", main: 2,
        [
            PartDefinition(1, "at", .instant, "when"),
            PartDefinition(2, "to", .text, "to whom"),
            PartDefinition(3, "purpose", .text, "for what"),
            PartDefinition(4, "note", .text, "note"),
        ])
}
