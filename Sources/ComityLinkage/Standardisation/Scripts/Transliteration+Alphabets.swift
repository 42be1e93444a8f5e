/// Alphabets in which a letter's spelling depends on its neighbours. Specs/linkage-model.md#scripts
extension Transliteration {
    /// ου is ou, αυ and ευ are av and ev; μπ, ντ and γκ are b, d and g where they begin a word.
    mutating func greek(_ point: UInt32) {
        switch (point, self.point(1)) {
        case (0x3BF, 0x3C5), (0x3BF, 0x3CD): put("ou", scalars: 2)
        case (0x3B1, 0x3C5), (0x3B1, 0x3CD): put("av", scalars: 2)
        case (0x3B5, 0x3C5), (0x3B5, 0x3CD): put("ev", scalars: 2)
        case (0x3BC, 0x3C0) where isAtStart: put("b", scalars: 2)
        case (0x3BD, 0x3C4) where isAtStart: put("d", scalars: 2)
        case (0x3B3, 0x3BA) where isAtStart: put("g", scalars: 2)
        default: put(FoldingTable.spelling(point) ?? "")
        }
    }

    /// ու is u.
    mutating func armenian(_ point: UInt32) {
        if point == 0x578, self.point(1) == 0x582 { return put("u", scalars: 2) }
        put(Alphabets.armenian[Int(point - 0x561)])
    }

    /// The points of vowels are left out. ב and פ are hard at the beginning, ע is a there, and a last ה is a.
    mutating func hebrew(_ point: UInt32) {
        guard point >= 0x5D0 else { return put("") }
        switch point {
        case 0x5D1 where isAtStart: put("b")
        case 0x5E2 where isAtStart: put("a")
        case 0x5D4 where !isAtStart && !isHebrew(self.point(1)): put("a")
        default: put(Alphabets.hebrew[Int(point - 0x5D0)])
        }
    }

    private func isHebrew(_ point: UInt32) -> Bool { (0x5B0...0x5EA).contains(point) }

    /// The article is left out. ع is a at the beginning and nothing elsewhere.
    mutating func arabic(_ point: UInt32) {
        if isAtStart, point == 0x627, self.point(1) == 0x644 {
            if self.point(2) == 0x644, self.point(3) == 0x647 { return put("allah", scalars: 4) }
            if isArabic(self.point(2)), isArabic(self.point(3)), isArabic(self.point(4)) {
                return put("", scalars: 2)
            }
        }
        switch point {
        case 0x639 where isAtStart: put("a")
        case 0x621...0x63A: put(Alphabets.arabic[Int(point - 0x621)])
        case 0x641...0x64A: put(Alphabets.arabicSecond[Int(point - 0x641)])
        default: put(Alphabets.persian(point) ?? " ")
        }
    }

    private func isArabic(_ point: UInt32) -> Bool {
        (0x621...0x64A).contains(point) || (0x670...0x6D3).contains(point)
    }
}
