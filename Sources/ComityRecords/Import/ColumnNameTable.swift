/// Names of columns by kind, in lower case, without accents and separators, in the languages of likely files: English,
/// German, French, Spanish, Portuguese, Italian, Dutch, Polish, Czech, Hungarian, Romanian, Scandinavian, Finnish,
/// Turkish, Indonesian, Vietnamese, Russian, Ukrainian, Chinese, Japanese. Specs/field-map.md#names
enum ColumnNameTable {
    /// A name as a whole.
    static let whole = table([
        (
            .givenName,
            """
            givenname givennames firstname firstnames fname forename forenames first given christianname \
            vorname vornamen rufname prenom prenoms nombre nombres nombredepila primernombre primeironome \
            imie imiona pierwszeimie jmeno krestnijmeno meno keresztnev utonev etunimi etunimet fornavn \
            fornamn voornaam voornamen roepnaam prenume namadepan ad adi isim ten imya имя імя 名
            """
        ),
        (
            .middleName,
            """
            middlename middlenames mname middle secondname middleinitial mi patronymic patronym \
            segundonombre deuxiemeprenom secondonome zweitername drugieimie mellomnavn mellannamn otchestvo \
            отчество побатькові tendem
            """
        ),
        (
            .surname,
            """
            surname surnames lastname lastnames lname familyname last family sname nachname nachnamen \
            familienname zuname nom nomdefamille apellido apellidos primerapellido segundoapellido \
            apellidopaterno apellidomaterno cognome sobrenome apelido apelidos ultimonome nazwisko prijmeni \
            priezvisko vezeteknev csaladnev sukunimi etternavn efternavn efternamn slaktnamn achternaam \
            familienaam nume numedefamilie namabelakang soyad soyadi soyisim ho familiya фамилия прізвище 姓
            """
        ),
        (
            .fullName,
            """
            fullname name wholename completename displayname firstandsurname personname nameofperson \
            subjectname namefull primaryname entityname vollername vollstandigername nombrecompleto \
            nombreyapellidos apellidosynombre nomcomplet nometprenom nomprenom nomecompleto nomeecognome \
            imieinazwisko imienazwisko celejmeno teljesnev nev nimi kokonimi navn fulltnavn namn \
            fullstandigtnamn naam volledigenaam numecomplet nama namalengkap adsoyad adisoyadi hoten hovaten \
            fio фио піб 姓名 氏名 名前 nome
            """
        ),
        (
            .alias,
            """
            alias aliases aka nickname nicknames moniker monikers knownas alsoknownas apodo surnom \
            soprannome apelhido spitzname maidenname birthname nee geburtsname geborene madchenname \
            nomdenaissance nomdejeunefille apellidodesoltera meisjesnaam othername othernames formername
            """
        ),
        (
            .dob,
            """
            dob dateofbirth birthdate birthdt dateborn born bdate geburtsdatum geb gebdat ddn gebdatum geboren \
            fechadenacimiento fechanacimiento fecnac nacimiento nacido datedenaissance datenaissance \
            naissance nele datadinascita datanascita nascita datadenascimento datanascimento nascimento \
            dataurodzenia urodzony datumnarozeni narozen datumnarodenia szuletesidatum szuletesiido \
            szuletett geboortedatum fodselsdato fodselsdag fodelsedatum fodd fodt syntymaaika dogumtarihi \
            datanasterii nasterii tanggallahir tgllahir ngaysinh датарождения рождение датанародження 生年月日 \
            出生日期 生日
            """
        ),
        (
            .birthYear,
            """
            by birthyear yearofbirth yob byear yearborn bornyear dobyear geburtsjahr gebjahr \
            anneedenaissance anneenaissance anodenacimiento anonacimiento annodinascita annonascita \
            anodenascimento anonascimento geboortejaar rokurodzenia roknarozeni szuletesiev fodselsar \
            fodelsear syntymavuosi dogumyili tahunlahir namsinh годрождения рікнародження 出生年
            """
        ),
        (
            .birthMonth,
            """
            bm birthmonth monthofbirth mob bmonth dobmonth geburtsmonat gebmonat moisdenaissance \
            moisnaissance mesdenacimiento mesnacimiento mesedinascita mesenascita mesdenascimento \
            geboortemaand miesiacurodzenia fodselsmaned fodelsemanad
            """
        ),
        (
            .birthDay,
            """
            bd birthday dayofbirth bday dobday geburtstag gebtag jourdenaissance journaissance \
            diadenacimiento dianacimiento giornodinascita giornonascita diadenascimento geboortedag \
            dzienurodzenia
            """
        ),
        (
            .sex,
            """
            sex gender sexo sexe geschlecht sesso genere genero genre plec pohlavi nem neme kon kjonn \
            sukupuoli cinsiyet geslacht jeniskelamin gioitinh пол стать 性别 性別
            """
        ),
        (
            .nationality,
            """
            nationality nationalities citizenship nacionalidad nationalite staatsangehorigkeit \
            staatsburgerschaft cittadinanza nazionalita nacionalidade nationaliteit obywatelstwo obcanstvi \
            allampolgarsag statsborgerskap medborgarskap kansalaisuus uyruk cetatenie kewarganegaraan \
            quoctich гражданство громадянство 国籍
            """
        ),
        (
            .streetNumber,
            """
            streetnumber streetno streetnum streetnr housenumber houseno housenum housenr hausnummer hausnr \
            huisnummer numerodecalle numerocivico civico numerorue nrdomu cislopopisne husnummer
            """
        ),
        (
            .street,
            """
            street streetname road address addressline addr streetaddress address1 address2 addressline1 \
            addressline2 addr1 addr2 homeaddress residentialaddress fulladdress strasse strassenname str \
            anschrift adresse calle direccion domicilio rue domicile via indirizzo rua endereco morada ulica \
            adres straat straatnaam gade gate gata gatuadress katu katuosoite osoite sokak utca cim strada \
            adresa alamat diachi улица адрес вулиця адреса 地址 住所
            """
        ),
        (
            .locality,
            """
            city town suburb locality village municipality parish residence ort stadt wohnort gemeinde \
            ciudad localidad municipio poblacion ville commune paroisse citta comune cidade concelho \
            freguesia miasto miejscowosc mesto obec varos telepules stad plaats woonplaats gemeente kommune \
            kommun kaupunki kunta sehir ilce oras kota thanhpho город місто 城市 市
            """
        ),
        (
            .postcode,
            """
            postcode zip zipcode postalcode postal zip5 plz postleitzahl cp codigopostal codepostal cap \
            codicepostale cep kodpocztowy psc iranyitoszam postnummer postnr postinumero postakodu kodepos \
            codpostal индекс индекс 邮编 郵便番号
            """
        ),
        (
            .region,
            """
            state region province county district stateabbrev bundesland kreis landkreis provincia estado \
            departement departamento regione wojewodztwo kanton canton oblast prefecture 省 область
            """
        ),
        (
            .country,
            "country countrycode countryname nation land staat pais pays paese stato ulke negara страна країна 国家"
        ),
        (
            .phone,
            """
            phone phonenumber phoneno telephone tel telno mobile mobilephone mobilenumber mobileno cell \
            cellphone homephone workphone contactnumber msisdn e164 telefon telefonnummer telnr fon handy \
            handynummer mobil telefono movil celular telefone telemovel portable gsm telefoon telefoonnummer \
            telefonszam puhelin puhelinnumero nomortelepon dienthoai телефон 电话 電話
            """
        ),
        (
            .email,
            """
            email emailaddress mail emailadresse correo correoelectronico courriel adresseemail mailadresse \
            epost eposta posta indirizzoemail електроннапошта
            """
        ),
        (
            .onlineHandle,
            "handle username userid onlinehandle socialhandle screenname telegram instagram twitter facebook snapchat"
        ),
        (
            .nationalID,
            """
            socsecid ssn socialsecurity socialsecuritynumber socialsecurityno nationalid nin \
            nationalidnumber personalnumber personnummer fodselsnummer henkilotunnus pesel bsn dni nif nie \
            curp cpf codicefiscale steuerid steuernummer sozialversicherungsnummer svnr ahvnummer cnp \
            rodnecislo nino nhsnumber nhsno aadhaar aadhaarnumber taxid tin sin insee numerosecu nir \
            tckimlikno nik cccd инн снилс 身份证 身份证号
            """
        ),
        (
            .documentID,
            """
            docid documentid documentnumber documentno docnumber passport passportno passportnumber licence \
            licencenumber license licensenumber driverslicense driverslicence driverlicense driverlicence \
            dlnumber idnumber idno idcard idcardnumber reisepass passnummer ausweis ausweisnummer \
            personalausweis pasaporte passeport passaporto paszport dowodosobisty паспорт 护照
            """
        ),
        (
            .occupation,
            """
            occupation job jobtitle profession trade beruf ocupacion profesion metier professione profissao \
            zawod povolani foglalkozas beroep yrke ammatti meslek pekerjaan профессия 职业
            """
        ),
        (
            .organisation,
            "organisation organization company employer firma arbeitgeber empresa entreprise societe azienda bedrijf"
        ),
        (
            .place,
            """
            place birthplace placeofbirth pob lastplace birthcity birthtown geburtsort lugardenacimiento \
            lugarnacimiento lieudenaissance lieunaissance luogodinascita luogonascita localdenascimento \
            geboorteplaats miejsceurodzenia mistonarozeni szuletesihely fodested fodelseort dogumyeri \
            tempatlahir noisinh
            """
        ),
    ])

    /// Words that tell the kind wherever they stand in a name.
    static let telling = table([
        (.surname, "surname lastname nachname apellido cognome achternaam"),
        (.givenName, "firstname forename givenname vorname prenom voornaam"), (.postcode, "postcode zip plz"),
        (.email, "email"), (.phone, "phone telephone mobile telefon"), (.dob, "dob birthdate"), (.sex, "gender sex"),
        (.occupation, "occupation"), (.nationality, "nationality"), (.documentID, "passport"),
        (.nationalID, "ssn"), (.locality, "city suburb"), (.street, "street"), (.fullName, "fullname"),
    ])

    /// Words for birth, year, month, day and place, for names that are put together from them.
    static let birth: Set<String> = [
        "birth", "born", "dob", "geburt", "nacimiento", "naissance", "nascita", "nascimento",
    ]
    static let year: Set<String> = ["year", "yr", "y", "yyyy", "jahr", "ano", "annee", "anno", "rok"]
    static let month: Set<String> = ["month", "mon", "m", "mm", "monat", "mes", "mois", "mese"]
    static let day: Set<String> = ["day", "d", "dd", "tag", "dia", "jour", "giorno"]
    static let place: Set<String> = ["place", "ort", "lugar", "lieu", "luogo", "town", "city", "country", "county"]

    /// Words for other persons than the row is about.
    static let relatives: Set<String> = [
        "mother", "mothers", "father", "fathers", "parent", "spouse", "husband", "wife", "guardian", "emergency",
        "contact", "mutter", "vater", "madre", "padre", "mere", "pere", "mae", "pai", "witness", "godfather",
        "godmother",
    ]

    /// A name for the whole person in some files and for a part of it in others: what stands beside it decides.
    static let ambiguousNames: Set<String> = [
        "name", "nome", "naam", "navn", "namn", "nev", "nimi", "nama", "ad", "nombre", "nom", "nume", "jmeno", "meno",
    ]

    private static func table(_ rows: [(ColumnKind, String)]) -> [String: ColumnKind] {
        var table: [String: ColumnKind] = [:]
        for (kind, names) in rows {
            for name in names.split(whereSeparator: \.isWhitespace) { table[String(name)] = kind }
        }
        return table
    }
}
