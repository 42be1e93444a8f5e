/// The fields that every record type has. Specs/records.md#envelope
extension Schema {
    static let subjectCategories = [
        "suspect", "convicted", "victim", "witness", "contact", "associate", "other", "unknown",
    ]
    static let legalBases = [
        "reasonable-suspicion", "investigation", "intelligence-tip", "consent", "vital-interest", "court-order",
    ]
    /// Traffic light protocol 2.0, from the least restrictive to the most.
    package static let tlpLevels = ["CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"]

    static let envelopeFields: [FieldDefinition] = [
        FieldDefinition(
            64, "subject_category", .originatorOnly, .word(subjectCategories),
            "what the person is to the case (Directive (EU) 2016/680, article 6)"),
        FieldDefinition(65, "legal_basis", .originatorOnly, .word(legalBases), "why the agency may hold it"),
        FieldDefinition(66, "legal_basis_ref", .originatorOnly, .text, "file that justifies the legal basis"),
        FieldDefinition(67, "tlp", .restriction, .level(tlpLevels), "traffic light protocol 2.0"),
        FieldDefinition(68, "victim_protected", .restriction, .boolean, "a victim under protection"),
        FieldDefinition(69, "no_onward", .restriction, .boolean, "never passed on by a recipient"),
        FieldDefinition(70, "review_by", .originatorOnly, .date, "to be reviewed before this day"),
        FieldDefinition(71, "retain_until", .originatorOnly, .date, "to be erased on this day"),
        FieldDefinition(
            72, "state", .originatorOnly, .word(["active", "sealed", "withdrawn", "erased"]), "state of the record"),
        FieldDefinition(
            73, "sensitivity", .restriction, .text, isRepeatable: true, "labels of the agency's own; all of them hold"),
        FieldDefinition(
            74, "handling", .restriction, .composite(.handling), isRepeatable: true,
            "handling codes; all of them hold"),
        FieldDefinition(75, "confidence_level", .displayedClaimSet, .integer(0...100), "confidence in the record"),
        FieldDefinition(
            76, "hit_disclosure", .originatorOnly, .word(["open", "agency-only", "silent"]),
            "what an asking partner learns of a hit"),
        FieldDefinition(77, "consent", .originatorOnly, .composite(.consent), "consent of the person"),
        FieldDefinition(
            78, "purpose_tags", .originatorOnly, .text, isRepeatable: true, "purposes for which it was collected"),
        FieldDefinition(
            79, "releasable_to", .originatorOnly, .text, isRepeatable: true, "agreements or agencies"),
        FieldDefinition(80, "control_officer", .originatorOnly, .text, "responsible officer (28 CFR part 23)"),
        FieldDefinition(81, "legal_hold", .originatorOnly, .boolean, "must not be erased"),
        FieldDefinition(82, "same_as", .claimSet, .composite(.reference), "records of the same thing"),
        FieldDefinition(83, "reviews", .log, .composite(.review), "reviews"),
        FieldDefinition(84, "disseminations", .log, .composite(.dissemination), "to whom it was given by hand"),
    ]
}
