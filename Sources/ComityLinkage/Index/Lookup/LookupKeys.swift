/// The keys under which rows are found by a search: hashes of words, of how words sound, and of numbers. They are no
/// blocking keys: they propose no pairs and are not limited in rows. Specs/linkage-index.md#lookup-keys
enum LookupKeys {
    /// What a key is made of; keys of different kinds never meet.
    enum Kind: UInt64 {
        case word = 1
        case sound
        case beginning
        case phone
        case phoneEnd
        case document
        case address
        case date
    }

    /// Letters of a word by whose beginning it is found.
    private static let beginningBytes = 4
    /// Digits at the end of a telephone number by which it is found, too.
    static let endDigits = 6

    /// All keys of a row's cells, ascending and unique, at most ``LinkageLimits/lookupKeysPerRow``.
    /// Complexity: O(bytes).
    static func keys(of row: RowCells, _ plan: LinkagePlan) -> [UInt64] {
        var found: [UInt64] = []
        for (number, comparison) in plan.comparisons.enumerated() {
            Atoms.forEach(row[number]) { atom in
                forEachKey(atom, comparison.fieldKind) { key in
                    guard found.count < LinkageLimits.lookupKeysPerRow, !found.contains(key) else { return }
                    found.append(key)
                }
            }
        }
        return found.sorted()
    }

    /// Whether words of this kind of field are names that a search may give.
    static func isName(_ kind: FieldKind) -> Bool {
        switch kind {
        case .givenName, .middleName, .surname, .fullName, .alias, .organisation: true
        default: false
        }
    }

    /// The kind of key that a value of a field has whole; nil for fields that are not searched so.
    static func whole(_ kind: FieldKind) -> Kind? {
        switch kind {
        case .phone: .phone
        case .nationalID, .documentID: .document
        case .email, .onlineHandle: .address
        case .dateOfBirth: .date
        default: nil
        }
    }

    static func key(_ kind: Kind, _ value: some Sequence<UInt8>) -> UInt64 {
        StableHash.combine(StableHash.combine(StableHash.seed, kind.rawValue), StableHash.hash(value))
    }

    /// The keys of one word of a name: itself, its sound and beginning, and the same of its reading if it is of Chinese
    /// characters.
    static func forEachWordKey(_ word: UnsafeBufferPointer<UInt8>, _ body: (Kind, UInt64) -> Void) {
        guard let reading = Han.reading(word) else { return forEachPlainKey(word, body) }
        body(.word, key(.word, word))
        reading.withUnsafeBufferPointer { forEachPlainKey($0, body) }
    }

    private static func forEachPlainKey(_ word: UnsafeBufferPointer<UInt8>, _ body: (Kind, UInt64) -> Void) {
        body(.word, key(.word, word))
        body(.sound, sound(word))
        if word.count >= beginningBytes { body(.beginning, key(.beginning, word.prefix(beginningBytes))) }
    }

    private static func forEachKey(_ atom: UnsafeBufferPointer<UInt8>, _ kind: FieldKind, _ body: (UInt64) -> Void) {
        if isName(kind) {
            for word in atom.split(separator: 0x20) where word.count > 1 {
                forEachWordKey(UnsafeBufferPointer(rebasing: word)) { body($1) }
            }
        }
        guard let whole = whole(kind) else { return }
        body(key(whole, atom))
        if whole == .phone, atom.count > endDigits { body(key(.phoneEnd, atom.suffix(endDigits))) }
    }

    private static func sound(_ word: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let code = Soundex.sound(word)
        guard code != 0 else { return key(.sound, word) }
        let start = StableHash.combine(StableHash.seed, Kind.sound.rawValue)
        return StableHash.combine(start, UInt64(code))
    }
}
