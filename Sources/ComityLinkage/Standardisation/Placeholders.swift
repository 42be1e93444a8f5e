/// Values that people type where nothing is known; they count as missing. Specs/linkage-model.md#placeholders
enum Placeholders {
    static func contains(_ value: [UInt8], kind: FieldKind) -> Bool {
        switch kind {
        case .dateOfBirth, .birthYear, .birthMonth, .birthDay: dates.contains(value) || isOneDigit(value)
        case .phone, .nationalID, .documentID, .postcode: isOneDigit(value) || isCount(value) || isPhrase(value)
        case .sex: value == [0x75] || isPhrase(value)
        case .streetNumber, .region, .country, .nationality, .set: isPhrase(value)
        default: isPhrase(value) || isOneLetter(value) || isWords(value)
        }
    }

    private static func isPhrase(_ value: [UInt8]) -> Bool { value.count <= longest && phrases.contains(value) }

    /// Only placeholders and words that say what they stand for: `unknown male`.
    private static func isWords(_ value: [UInt8]) -> Bool {
        let words = value.split(separator: 0x20)
        guard words.count > 1, words.contains(where: { phrases.contains(Array($0)) }) else { return false }
        return words.allSatisfy { phrases.contains(Array($0)) || companions.contains(Array($0)) }
    }

    /// `000000`, `9999`, also of dates.
    private static func isOneDigit(_ value: [UInt8]) -> Bool {
        value.count >= 3 && Words.isDigit(value[0]) && value.allSatisfy { $0 == value[0] }
    }

    /// `xxx`, but not `aa`.
    private static func isOneLetter(_ value: [UInt8]) -> Bool {
        value.count >= 3 && value[0] < 0x80 && value.allSatisfy { $0 == value[0] }
    }

    /// `123456789` and longer.
    private static func isCount(_ value: [UInt8]) -> Bool {
        value.count >= 9 && value.indices.allSatisfy { value[$0] == 0x30 + UInt8(($0 + 1) % 10) }
    }

    private static let dates = Set(["19000101", "00010101", "99991231", "18991230", "19010101"].map { Array($0.utf8) })

    /// As standardised: in Latin, and in Chinese characters.
    static let phrases = Set(
        """
        unknown,unk,unkn,unkwn,not known,notknown,na,n a,none,null,nil,nan,missing,not available,notavailable,
        not provided,not applicable,not stated,not given,unspecified,undisclosed,anonymous,no name,noname,nfn,nln,
        fnu,lnu,tbd,tba,tbc,withheld,refused,declined,no fixed address,no fixed abode,nfa,redacted,test,testing,
        dummy,asdf,unidentified,unbekannt,keine angabe,k a,ohne angabe,inconnu,inconnue,non renseigne,nd,n d,
        desconocido,desconocida,sin nombre,sin apellido,sin dato,sin datos,no aplica,ninguno,ninguna,nn,n n,
        nomen nescio,sconosciuto,sconosciuta,ignoto,nessuno,desconhecido,desconhecida,sem nome,nieznany,nieznana,
        brak,onbekend,ukjent,ukendt,okand,neznamy,neznama,nepoznat,necunoscut,necunoscuta,ismeretlen,tuntematon,
        bilinmiyor,yok,neizvestno,neizvestnyy,neizvestnaya,nevidomo,nevidomyy,net dannykh,agnosto,agnostos,agnosti,
        mjhwl,ghyr mrwf,la ydwa,khong ro,khong biet,tidak diketahui,misang,bulmyeong,fumei,不详,不詳,未知,无,無,不明,无名
        """.split(whereSeparator: { $0 == "," || $0 == "\n" }).map { Array($0.utf8) })
    private static let companions = Set(
        "male female man woman person name first last surname given subject child".split(separator: " ").map {
            Array($0.utf8)
        })
    private static let longest = 20
}
