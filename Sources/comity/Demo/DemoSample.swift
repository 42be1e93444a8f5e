import ComityCore
import ComityRecords

/// The bundled sample. Every person in it is invented; some are held by two agencies, with typing errors.
enum DemoSample {
    /// A county sheriff: suspects, witnesses and victims.
    static let left = """
        id,cluster,given_name,surname,date_of_birth,sex,phone,subject_category,tlp,legal_basis,victim_protected
        a1,p0,Marko,Petrenko,1985-03-12,male,+380671234501,suspect,AMBER,reasonable-suspicion,false
        a2,p1,Elena,Dragomir,1990-07-04,female,+40721234502,suspect,GREEN,reasonable-suspicion,false
        a3,p2,Viktor,Bondarenko,1978-11-23,male,+380501234503,convicted,GREEN,reasonable-suspicion,false
        a4,p3,Tudor,Ionescu,1982-01-30,male,+40741234504,suspect,GREEN,reasonable-suspicion,false
        a5,p4,Linh,Nguyen,1994-09-15,female,+84901234505,witness,GREEN,investigation,false
        a6,p5,Grace,Okafor,2001-05-19,female,,victim,RED,vital-interest,true
        a7,p6,Samuel,Adeyemi,1975-12-02,male,+2348031234507,suspect,AMBER,reasonable-suspicion,false
        a8,p7,Irina,Volkova,1988-06-27,female,+79161234508,suspect,GREEN,reasonable-suspicion,false
        a9,p8,Dmitri,Sokolov,1971-02-14,male,+79031234509,convicted,GREEN,reasonable-suspicion,false
        a10,p9,Mei,Chen,1999-10-08,female,,victim,RED,vital-interest,true
        a11,p10,Andrei,Popescu,1986-04-21,male,+40761234511,suspect,GREEN,reasonable-suspicion,false
        a12,p11,Carlos,Mendoza,1980-08-17,male,+525512345612,suspect,GREEN,reasonable-suspicion,false
        a13,p12,Rosa,Jimenez,1992-03-03,female,+525512345613,witness,GREEN,investigation,false
        a14,p13,Ahmed,Hassan,1984-05-29,male,+201001234514,suspect,RED,reasonable-suspicion,false
        a15,p14,Pavel,Novak,1979-09-09,male,+420601234515,suspect,GREEN,reasonable-suspicion,false
        a16,p15,Lucia,Moretti,1995-01-11,female,,victim,AMBER,vital-interest,true
        a17,p16,Stefan,Ilic,1983-07-25,male,+381601234517,suspect,GREEN,reasonable-suspicion,false
        a18,p17,Oksana,Kovalenko,1991-12-30,female,+380931234518,associate,GREEN,reasonable-suspicion,false

        """

    /// A state police: eight of its persons are the sheriff's too.
    static let right = """
        id,cluster,given_name,surname,date_of_birth,sex,phone,subject_category,tlp,legal_basis,victim_protected
        b1,p0,Marco,Petrenko,1985-03-12,male,+380671234501,suspect,GREEN,reasonable-suspicion,false
        b2,p1,Elena,Dragomyr,1990-07-04,female,,suspect,GREEN,reasonable-suspicion,false
        b3,p2,Victor,Bondarenko,1978-11-32,male,+380501234503,convicted,GREEN,reasonable-suspicion,false
        b4,p6,Sam,Adeyemi,1975-12-02,male,+2348031234507,suspect,GREEN,reasonable-suspicion,false
        b5,p7,Irina,Volkov,1988-06-27,female,+79161234508,suspect,AMBER,reasonable-suspicion,false
        b6,p10,Andrej,Popescu,1986-04-12,male,+40761234511,suspect,GREEN,reasonable-suspicion,false
        b7,p16,Stefan,Ilich,1983-07-25,male,+381601234517,suspect,GREEN,reasonable-suspicion,false
        b8,p11,Carlos,Mendosa,1980-08-17,male,+525512345612,suspect,GREEN,reasonable-suspicion,false
        b9,q8,Jorge,Ramirez,1977-06-06,male,+525598765409,suspect,GREEN,reasonable-suspicion,false
        b10,q9,Nadia,Petrova,1993-02-18,female,,victim,RED,vital-interest,true
        b11,q10,Tomas,Horvat,1989-11-11,male,+38591765411,suspect,GREEN,reasonable-suspicion,false
        b12,q11,Ines,Duarte,1996-04-04,female,+351911765412,witness,GREEN,investigation,false
        b13,q12,Bogdan,Marin,1981-10-20,male,+40731765413,convicted,GREEN,reasonable-suspicion,false
        b14,q13,Thanh,Tran,1987-08-28,male,+84911765414,suspect,GREEN,reasonable-suspicion,false
        b15,q14,Yusuf,Kaya,1974-03-15,male,+905321765415,suspect,AMBER,reasonable-suspicion,false
        b16,q15,Farida,Begum,2003-09-01,female,,victim,RED,vital-interest,true

        """

    /// A victim-service provider: clients, of whom nothing ever leaves.
    static let provider = """
        id,cluster,given_name,surname,date_of_birth,sex,phone,subject_category,tlp,legal_basis,victim_protected
        c1,p5,Grace,Okafor,2001-05-19,female,,victim,RED,vital-interest,true
        c2,p9,Mei,Chen,1999-10-08,female,,victim,RED,vital-interest,true
        c3,p15,Lucia,Moretti,1995-01-11,female,,victim,AMBER,vital-interest,true
        c4,r3,Nadia,Petrova,1993-02-18,female,,victim,RED,vital-interest,true
        c5,r4,Adaeze,Eze,2002-07-07,female,,victim,RED,vital-interest,true
        c6,r5,Sofia,Castillo,1998-12-12,female,,victim,RED,vital-interest,true

        """

    /// How the sample's columns are read. The review is due a year from today.
    static func map(now: Timestamp) throws -> FieldMap {
        let json = """
            {"type":"person","id":"id","defaults":{"review_by":"\(reviewDay(now))"},"fields":[
            {"column":"given_name","kind":"given-name"},{"column":"surname","kind":"surname"},
            {"column":"date_of_birth","kind":"dob"},{"column":"sex","kind":"sex"},{"column":"phone","kind":"phone"},
            {"column":"subject_category","field":"subject_category"},{"column":"tlp","field":"tlp"},
            {"column":"legal_basis","field":"legal_basis"},{"column":"victim_protected","field":"victim_protected"}]}
            """
        return try FieldMap(parsing: Array(json.utf8))
    }

    /// What files of the user's own get besides their columns.
    static func defaults(now: Timestamp) -> [FieldMap.Setting] {
        [
            FieldMap.Setting(path: "subject_category", value: "suspect"),
            FieldMap.Setting(path: "legal_basis", value: "investigation"),
            FieldMap.Setting(path: "review_by", value: reviewDay(now)),
        ]
    }

    private static func reviewDay(_ now: Timestamp) -> String {
        String(now.adding(days: 365).description.prefix(10))
    }
}
