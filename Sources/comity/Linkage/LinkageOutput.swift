import ComityLinkage

/// The result files of a run. Specs/linkage-files.md
enum LinkageOutput {
    /// `source,id,cluster` for every row, by source and id. A cluster is named by its first row.
    /// Complexity: O(rows).
    static func clusters(_ clusters: [[UInt64]], _ names: LinkageNames) -> [UInt8] {
        var first = (0..<UInt64(names.count)).map { $0 }
        for members in clusters {
            guard let least = members.min() else { continue }
            for key in members { first[Int(key)] = least }
        }
        // Two ids of about 12 bytes a line.
        var text = CSVText(header: "source,id,cluster", reserving: names.count * 32)
        for key in 0..<UInt64(names.count) {
            let name = names[key]
            text.cell(name.letter)
            text.cell(name.id)
            text.cell(names[first[Int(key)]].text)
            text.endLine()
        }
        return text.bytes
    }

    /// One line for each reported pair, by the names of its rows. Numbers are the shortest that read back the same.
    /// Complexity: O(pairs).
    static func pairs(_ pairs: [ScoredPair], _ names: LinkageNames) -> [UInt8] {
        var text = CSVText(
            header: "source_l,id_l,source_r,id_r,weight,probability,decision", reserving: pairs.count * 64)
        for pair in pairs {
            for key in [pair.left, pair.right] {
                let name = names[key]
                text.cell(name.letter)
                text.cell(name.id)
            }
            text.cell(pair.weight.description)
            text.cell(pair.probability.description)
            text.cell(pair.decision.rawValue)
            text.endLine()
        }
        return text.bytes
    }
}
