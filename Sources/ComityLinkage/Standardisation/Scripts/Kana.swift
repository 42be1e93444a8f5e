/// Hepburn spellings of hiragana. Own work from the code chart. Specs/linkage-model.md#scripts
enum Kana {
    /// U+3041 to U+3096.
    static func syllable(_ point: UInt32) -> String { syllables[Int(point - 0x3041)] }

    /// What a small ya, yu or yo adds.
    static func glide(_ point: UInt32) -> String? {
        switch point {
        case 0x3083: "a"
        case 0x3085: "u"
        case 0x3087: "o"
        default: nil
        }
    }

    private static let syllables = Alphabets.words(
        """
        a a i i u u e e o o ka ga ki gi ku gu ke ge ko go sa za shi ji su zu se ze so zo ta da chi ji tsu tsu zu te de \
        to do na ni nu ne no ha ba pa hi bi pi fu bu pu he be pe ho bo po ma mi mu me mo ya ya yu yu yo yo ra ri ru re \
        ro wa wa i e o n vu ka ke
        """)
}
