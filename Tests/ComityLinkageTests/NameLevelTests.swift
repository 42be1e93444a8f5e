import ComityLinkage
import Testing

/// Levels of raw names, as they come from a file: one reason each, more refusals than agreements.
@Suite struct NameLevelTests {
    @Test(arguments: [
        ("Maria", "Mariá", "exact"), ("Martha", "Marhta", "near"), ("Arnold", "Amold", "near"),
        ("S3bast1an", "Sebastian", "exact"), ("Mohammed", "Muhammad", "alike"), ("Jusuf", "Youssouf", "alike"),
        ("Youssef", "Yusuf", "nickname"),
        ("Catherine", "Kathryn", "alike"), ("William", "Bill", "nickname"), ("Giuseppe", "José", "nickname"),
        ("Mikhail", "Michael", "alike"), ("Jan", "Hans", "nickname"), ("Anna", "Anna Maria", "part"),
        ("Anna Maria", "Maria Anna", "near"),
        ("Jean-Pierre", "Jeanpierre", "near"), ("J", "John", "initial"), ("Anna M", "Anna Maria", "part"),
        ("Anna", "Peter", "else"), ("Tom", "Tim", "close"), ("Maria Luz", "Maria Ana", "else"), ("K", "John", "else"),
        ("Li", "Leo", "else"), ("Omar", "Moro", "else"), ("Dina", "Dana", "near"), ("Mira", "Omar", "else"),
        ("Ben", "Benjamin", "nickname"), ("John Jr", "John Sr", "else"), ("Elena", "Anna", "else"),
    ])
    func givenNames(_ left: String, _ right: String, _ expected: String) {
        expect(.givenName, left, right, expected)
    }

    @Test(arguments: [
        ("Schmidt", "Schmitt", "near"), ("Schmitt", "Schmid", "alike"), ("Kowalski", "Kovalsky", "alike"),
        ("Zhang", "Chang", "near"), ("Zhou", "Chou", "near"), ("Li", "Lee", "alike"), ("Qaddafi", "Kadhafi", "alike"),
        ("Chaikovskiy", "Tschaikowski", "alike"), ("al-Hassan", "Alhassan", "alike"),
        ("van der Berg", "Berg", "exact"),
        ("García López", "García", "part"), ("García López", "López", "part"), ("O'Brien", "OBrien", "exact"),
        ("Smith Jr.", "Smith Senior", "else"), ("Smith II", "Smith Jr", "exact"), ("Smith Jr", "Smith", "part"),
        ("Schultz", "Smith", "else"), ("García López", "García Pérez", "else"), ("Wang", "Huang", "else"),
        ("William", "Bill", "else"), ("Ivanov", "Lavrov", "else"), ("Rama", "Arami", "else"),
        ("Nemeth", "Nathan", "else"),
    ])
    func surnames(_ left: String, _ right: String, _ expected: String) {
        expect(.surname, left, right, expected)
    }

    @Test(arguments: [
        ("Smith, John", "John Smith", "exact"), ("Jon Smith", "Smith John", "near"),
        ("SergeiLavrov", "Sergei Lavrov", "near"),
        ("Nikolai Patr ushev", "Nikolai Patrushev", "near"), ("Bill Clinton", "William Clinton", "alike"),
        ("J. Smith", "John Smith", "alike"), ("Anna Maria Novak", "Anna Novak", "part"),
        ("Osama bin Laden", "Usama ibn Muhammad ibn Awad ibn Ladin", "part"), ("Anna Novak", "Anna Kovács", "shared"),
        ("Maria", "Maria Gomez", "shared"), ("Hassan Omar Ali", "Hassan Ali Musa", "shared"),
        ("John Smith Jr", "John Smith Sr", "shared"), ("J. S.", "John Smith", "else"),
        ("Anna Novak", "Peter Kovács", "else"),
    ])
    func fullNames(_ left: String, _ right: String, _ expected: String) {
        expect(.fullName, left, right, expected)
    }

    @Test(arguments: [
        ("Siemens AG", "Siemens Aktiengesellschaft", "exact"), ("The World Bank", "World Bank", "exact"),
        ("J.P. Morgan & Co.", "JP Morgan and Company", "exact"), ("Crystal Ltd", "Crystel Limited", "near"),
        ("Crystal Ltd", "Cristal Limited", "near"), ("Banco Santander S.A.", "Banco Santander Chile S.A.", "part"),
        ("Acme Gas Company", "Acme Oil Company", "else"), ("Limited Company", "Limited Corporation", "else"),
        ("OOO Vostok", "Общество с ограниченной ответственностью Восток", "exact"),
    ])
    func organisations(_ left: String, _ right: String, _ expected: String) {
        expect(.organisation, left, right, expected)
    }

    private func expect(_ field: FieldKind, _ left: String, _ right: String, _ expected: String) {
        guard let kind = field.comparisonKind, let one = Standardisation.value(left, kind: field),
            let other = Standardisation.value(right, kind: field)
        else {
            Issue.record("`\(left)` or `\(right)` says nothing")
            return
        }
        let comparer = CellComparer()
        for (first, second) in [(one, other), (other, one)] {
            let level = first.withUnsafeBufferPointer { one in
                second.withUnsafeBufferPointer { comparer.level(kind, one, $0) }
            }
            #expect(kind.levelNames[Int(level) - 1] == expected, "\(left) | \(right)")
        }
    }
}
