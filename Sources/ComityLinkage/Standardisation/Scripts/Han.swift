/// Chinese characters where they meet Latin. Two of one sound are often two persons, so values keep the characters, and
/// their reading is used in comparisons and blocking keys only. Specs/linkage-model.md#scripts
enum Han {
    /// Characters of the family name at the beginning of a full name.
    static func familyCount(_ points: [UInt32]) -> Int {
        points.count > 2 && families.contains([points[0], points[1]]) ? 2 : 1
    }

    /// The word with its characters read, or nil if it has none, or one whose reading is not known, or any other
    /// letter beyond ASCII. Complexity: O(bytes).
    static func reading(_ word: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard word.contains(where: { $0 >= 0x80 }) else { return nil }
        var reading: [UInt8] = []
        for scalar in String(decoding: word, as: UTF8.self).unicodeScalars {
            if scalar.isASCII {
                reading.append(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                guard let syllable = readings[scalar.value] else { return nil }
                reading.append(contentsOf: syllable)
            }
        }
        return reading
    }

    private static let readings: [UInt32: [UInt8]] = {
        var table: [UInt32: [UInt8]] = [:]
        for line in HanTable.readings.split(separator: "\n") {
            let words = line.split(separator: " ")
            for scalar in words[1].unicodeScalars { table[scalar.value] = Array(words[0].utf8) }
        }
        return table
    }()

    /// Family names of two characters.
    private static let families = Set(
        "欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 夏侯 慕容 皇甫 尉迟 令狐 宇文 长孙 司徒 东方 公孙 端木 独孤 南宫 轩辕 司空"
            .split(separator: " ").map { $0.unicodeScalars.map(\.value) })
}
