/// The record types of this version. Specs/records.md#types
extension Schema {
    static let currentTypes: [TypeDefinition] = [person, vehicle, location, organisation, caseRecord, link]

    private static func type(
        _ type: RecordType, _ name: String, _ doc: String, _ fields: [FieldDefinition]
    ) -> TypeDefinition {
        TypeDefinition(type, name, doc, fields: fields + envelopeFields)
    }

    private static let person = type(
        .person, "person", "a person: suspect, victim, witness or other",
        [
            FieldDefinition(1, "names", .claimSet, .composite(.name), "names and aliases"),
            FieldDefinition(2, "dob", .displayedClaimSet, .date, "date of birth"),
            FieldDefinition(
                3, "sex", .displayedClaimSet, .word(["female", "male", "other", "unknown"]), "sex as recorded"),
            FieldDefinition(4, "addresses", .claimSet, .composite(.address), "addresses"),
            FieldDefinition(5, "phones", .claimSet, .composite(.phone), "telephones and devices"),
            FieldDefinition(6, "emails", .claimSet, .composite(.email), "email addresses"),
            FieldDefinition(7, "online_handles", .claimSet, .composite(.onlineHandle), "accounts of online services"),
            FieldDefinition(8, "id_documents", .claimSet, .composite(.idDocument), "identity documents and numbers"),
            FieldDefinition(9, "nationality", .claimSet, .text, "nationality"),
            FieldDefinition(10, "dod", .displayedClaimSet, .date, "date of death"),
            FieldDefinition(11, "pob", .displayedClaimSet, .text, "place of birth"),
            FieldDefinition(12, "citizenship", .claimSet, .text, "citizenship"),
            FieldDefinition(13, "languages", .claimSet, .text, "languages spoken"),
            FieldDefinition(14, "occupation", .claimSet, .text, "occupations"),
            FieldDefinition(
                15, "role_in_ht", .claimSet,
                .word(["recruiter", "transporter", "controller", "buyer", "facilitator", "financier"]),
                "role in human trafficking"),
            FieldDefinition(
                16, "trafficking_status", .displayedClaimSet, .word(["possible", "actual", "not"]),
                "whether the person is a victim of trafficking"),
            FieldDefinition(17, "height_cm", .claimSet, .integer(20...280), "height in centimetres"),
            FieldDefinition(18, "eye_colour", .claimSet, .text, "colour of the eyes"),
            FieldDefinition(19, "hair_colour", .claimSet, .text, "colour of the hair"),
            FieldDefinition(20, "marks", .claimSet, .text, "scars, marks and tattoos"),
            FieldDefinition(21, "photo_ref", .claimSet, .text, "exhibit number of a picture; never the picture"),
            FieldDefinition(22, "affiliations", .claimSet, .text, "organisations the person belongs to"),
            FieldDefinition(23, "places", .claimSet, .text, "places the person was seen at"),
            FieldDefinition(24, "attributes", .claimSet, .composite(.attribute), "other imported text"),
        ])

    private static let vehicle = type(
        .vehicle, "vehicle", "a vehicle",
        [
            FieldDefinition(1, "plate", .claimSet, .composite(.plate), "licence plates"),
            FieldDefinition(2, "vin", .displayedClaimSet, .text, "vehicle identification number"),
            FieldDefinition(3, "make", .claimSet, .text, "make"),
            FieldDefinition(4, "model", .claimSet, .text, "model"),
            FieldDefinition(5, "colour", .claimSet, .text, "colours"),
            FieldDefinition(6, "year", .displayedClaimSet, .integer(1880...2200), "year of make"),
            FieldDefinition(
                7, "kind", .displayedClaimSet,
                .openWord(["car", "van", "truck", "bus", "motorcycle", "trailer", "boat", "aircraft"]), "kind"),
            FieldDefinition(24, "attributes", .claimSet, .composite(.attribute), "other imported text"),
        ])

    private static let location = type(
        .location, "location", "an address, a point, a venue or a stop of a route",
        [
            FieldDefinition(
                1, "kind", .displayedClaimSet, .word(["address", "point", "venue", "route-stop"]), "kind"),
            FieldDefinition(2, "addresses", .claimSet, .composite(.address), "address"),
            FieldDefinition(3, "position", .displayedClaimSet, .composite(.position), "point and radius"),
            FieldDefinition(
                4, "venue_kind", .claimSet,
                .openWord(["hotel-motel", "residence", "massage-parlour", "bar-club", "truck-stop", "street", "online"]
                ),
                "kind of venue"),
            FieldDefinition(5, "names", .claimSet, .text, "names of the place"),
            FieldDefinition(24, "attributes", .claimSet, .composite(.attribute), "other imported text"),
        ])

    private static let organisation = type(
        .organisation, "organisation", "a business, front, agency or other organisation",
        [
            FieldDefinition(1, "names", .claimSet, .composite(.name), "names"),
            FieldDefinition(2, "reg_no", .claimSet, .text, "registration numbers"),
            FieldDefinition(3, "country", .claimSet, .text, "country of registration (ISO 3166-1 alpha-2)"),
            FieldDefinition(4, "addresses", .claimSet, .composite(.address), "addresses"),
            FieldDefinition(5, "phones", .claimSet, .composite(.phone), "telephones"),
            FieldDefinition(6, "emails", .claimSet, .composite(.email), "email addresses"),
            FieldDefinition(7, "online_handles", .claimSet, .composite(.onlineHandle), "accounts of online services"),
            FieldDefinition(
                8, "kind", .displayedClaimSet, .word(["business", "front", "ngo", "agency", "venue"]), "kind"),
            FieldDefinition(9, "industry", .claimSet, .text, "industry (ISIC or the exploitation industry)"),
            FieldDefinition(24, "attributes", .claimSet, .composite(.attribute), "other imported text"),
        ])

    private static let caseRecord = type(
        .caseRecord, "case", "a case, incident or investigation",
        [
            FieldDefinition(1, "number", .displayedClaimSet, .text, "case number"),
            FieldDefinition(2, "kind", .displayedClaimSet, .openWord(["investigation", "incident", "court"]), "kind"),
            FieldDefinition(
                3, "offence_codes", .claimSet,
                .openWord([
                    "HUMAN_TRAFFICKING-COMMERCIAL_SEX_ACTS", "HUMAN_TRAFFICKING-INVOLUNTARY_SERVITUDE",
                    "HUMAN_TRAFFICKING",
                ]), "offences"),
            FieldDefinition(
                4, "status", .displayedClaimSet, .openWord(["open", "suspended", "closed", "prosecuted"]), "status"),
            FieldDefinition(5, "opened", .displayedClaimSet, .date, "opened on"),
            FieldDefinition(6, "closed", .displayedClaimSet, .date, "closed on"),
            FieldDefinition(7, "lead_agency", .originatorOnly, .text, "agency that leads it"),
            FieldDefinition(
                8, "exploitation_type", .claimSet,
                .openWord([
                    "sexual-exploitation", "forced-labour", "slavery", "forced-marriage", "organ-removal",
                    "forced-criminality", "other",
                ]), "exploitation"),
            FieldDefinition(9, "methods_of_control", .claimSet, .openWord(methodsOfControl), "means of control"),
            FieldDefinition(10, "title", .displayedClaimSet, .text, "title"),
            FieldDefinition(11, "summary", .claimSet, .text, "summary"),
            FieldDefinition(24, "attributes", .claimSet, .composite(.attribute), "other imported text"),
        ])

    private static let methodsOfControl = [
        "debt-bondage", "takes-earnings", "threats", "psychological-abuse", "physical-abuse", "sexual-abuse",
        "false-promises", "psychoactive-substances", "restricts-movement", "restricts-medical-care",
        "excessive-working-hours", "uses-children", "threat-of-law-enforcement", "withholds-necessities",
        "withholds-documents", "other", "not-specified",
    ]

    private static let link = type(
        .link, "link", "a relationship between two records",
        [
            FieldDefinition(1, "from", .originatorOnly, .composite(.reference), "the one end"),
            FieldDefinition(2, "to", .originatorOnly, .composite(.reference), "the other end"),
            FieldDefinition(3, "rel", .originatorOnly, .word(relationships), "what the one is to the other"),
            FieldDefinition(4, "note", .claimSet, .text, "note"),
            FieldDefinition(5, "start", .displayedClaimSet, .date, "since"),
            FieldDefinition(6, "end", .displayedClaimSet, .date, "until"),
            FieldDefinition(7, "strength", .displayedClaimSet, .integer(0...100), "strength"),
        ])

    private static let relationships = [
        "alias-of", "family-of", "associate-of", "controls", "recruited", "transported", "advertised-by", "advertises",
        "bought-from", "paid", "owns", "uses", "registered-to", "located-at", "works-at", "lodged-at", "suspect-in",
        "victim-in", "witness-in", "evidence-for", "targeted-by", "seized-from", "referred-to", "same-as",
        "not-same-as",
    ]
}
