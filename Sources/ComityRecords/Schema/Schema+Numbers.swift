/// Numbers of fields that code refers to. Specs/records.md#fields
extension FieldNumber {
    // person
    package static let names: FieldNumber = 1
    package static let dob: FieldNumber = 2
    package static let sex: FieldNumber = 3
    package static let addresses: FieldNumber = 4
    package static let phones: FieldNumber = 5
    package static let emails: FieldNumber = 6
    package static let onlineHandles: FieldNumber = 7
    package static let idDocuments: FieldNumber = 8
    package static let nationality: FieldNumber = 9
    package static let occupation: FieldNumber = 14
    package static let affiliations: FieldNumber = 22
    package static let places: FieldNumber = 23
    package static let attributes: FieldNumber = 24

    // link
    package static let linkFrom: FieldNumber = 1
    package static let linkTo: FieldNumber = 2
    package static let linkRelation: FieldNumber = 3

    // envelope
    package static let subjectCategory: FieldNumber = 64
    package static let legalBasis: FieldNumber = 65
    package static let legalBasisRef: FieldNumber = 66
    package static let tlp: FieldNumber = 67
    package static let victimProtected: FieldNumber = 68
    package static let noOnward: FieldNumber = 69
    package static let reviewBy: FieldNumber = 70
    package static let retainUntil: FieldNumber = 71
    package static let state: FieldNumber = 72
    package static let sensitivity: FieldNumber = 73
    package static let handling: FieldNumber = 74
    package static let confidenceLevel: FieldNumber = 75
    package static let hitDisclosure: FieldNumber = 76
    package static let consent: FieldNumber = 77
    package static let purposeTags: FieldNumber = 78
    package static let releasableTo: FieldNumber = 79
    package static let controlOfficer: FieldNumber = 80
    package static let legalHold: FieldNumber = 81
    package static let sameAs: FieldNumber = 82
    package static let reviews: FieldNumber = 83
    package static let disseminations: FieldNumber = 84
}

/// Numbers of the parts of composites.
package enum NamePart {
    package static let given: FieldNumber = 1
    package static let family: FieldNumber = 2
    package static let middle: FieldNumber = 3
    package static let full: FieldNumber = 4
    package static let maiden: FieldNumber = 5
    package static let script: FieldNumber = 6
    package static let kind: FieldNumber = 7
    package static let weak: FieldNumber = 8
    package static let prefix: FieldNumber = 9
    package static let suffix: FieldNumber = 10
}

package enum AddressPart {
    package static let number: FieldNumber = 1
    package static let street: FieldNumber = 2
    package static let unit: FieldNumber = 3
    package static let locality: FieldNumber = 4
    package static let region: FieldNumber = 5
    package static let postcode: FieldNumber = 6
    package static let country: FieldNumber = 7
    package static let full: FieldNumber = 8
    package static let kind: FieldNumber = 9
    package static let firstSeen: FieldNumber = 10
    package static let lastSeen: FieldNumber = 11
}

package enum PhonePart {
    package static let e164: FieldNumber = 1
    package static let number: FieldNumber = 2
}

package enum EmailPart {
    package static let address: FieldNumber = 1
    package static let display: FieldNumber = 2
}

package enum OnlineHandlePart {
    package static let service: FieldNumber = 1
    package static let handle: FieldNumber = 2
}

package enum IDDocumentPart {
    package static let kind: FieldNumber = 1
    package static let number: FieldNumber = 2
    package static let country: FieldNumber = 3
}

package enum AttributePart {
    package static let label: FieldNumber = 1
    package static let text: FieldNumber = 2
}

package enum ReferencePart {
    package static let record: FieldNumber = 1
    package static let agency: FieldNumber = 2
    package static let agreement: FieldNumber = 3
    package static let handle: FieldNumber = 4
}
