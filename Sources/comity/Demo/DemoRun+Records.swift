import ComityAgreement
import ComityCore
import ComityNode
import ComityRecords

/// The chapters about single records.
extension DemoRun {
    /// One own record of the first agency with its name at partners, if it is disclosed.
    struct Sample {
        let record: String
        let content: Content
        /// `agency/agreement/handle` by member.
        var names: [AgencyID: String] = [:]
    }

    func samples(of node: DemoNode) throws -> [Sample] {
        var names: [String: [AgencyID: String]] = [:]
        for row in try node.ask("record.disclosures").rows {
            guard let record = row["record"]?.textValue, let name = row["name"]?.textValue else { continue }
            for member in row["to"]?.arrayValue ?? [] {
                if let agency = member.textValue.flatMap({ AgencyID($0) }) {
                    names[record, default: [:]][agency] = name
                }
            }
        }
        return try node.ask("record.export", ["own": true]).rows.compactMap { row in
            guard let id = row["id"]?.textValue, let bytes = row["content"]?.bytesValue else { return nil }
            return Sample(record: id, content: try Content(decoding: bytes), names: names[id] ?? [:])
        }
    }

    // MARK: Three persons

    func showPersons() throws {
        chapter("5. Three persons of \(nodes[0].agency), and what each agency sees")
        guard let agreement else { return }
        let all = try samples(of: nodes[0])
        let chosen = threePersons(all)
        var lines: [[String]] = [["person", "category"] + nodes.dropFirst().map(\.agency.text)]
        for person in chosen {
            var cells = [title(of: person.content), person.content.value(.subjectCategory)?.text ?? ""]
            for partner in nodes.dropFirst() {
                let (outcome, clause) = try decision(on: person, for: partner, agreement)
                let seen = try sight(of: person, at: partner)
                promise(
                    seen == outcome, "\(partner.agency) sees \(seen) of \(cells[0]), as the agreement says (\(clause))")
                cells.append("\(seen) (\(clause))")
            }
            lines.append(cells)
        }
        let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        tell("")
        for cells in lines {
            tell(
                "  "
                    + zip(cells, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(
                        separator: "   "))
        }
    }

    /// One that is seen in full, one of whom the birth year is, one of whom nothing is; as far as there are such.
    private func threePersons(_ all: [Sample]) -> [Sample] {
        let full = all.first { $0.names[nodes[1].agency] != nil && !isMarked($0) }
        let partly = all.first { $0.names[nodes[1].agency] != nil && isMarked($0) }
        let hidden = all.first { $0.names.isEmpty }
        var chosen = [full, partly, hidden].compactMap { $0 }
        for sample in all where chosen.count < 3 && !chosen.contains(where: { $0.record == sample.record }) {
            chosen.append(sample)
        }
        return chosen
    }

    private func isMarked(_ sample: Sample) -> Bool { sample.content.value(.tlp)?.text == "AMBER" }

    private func title(of content: Content) -> String {
        let name = content.value(.names)
        let words = [NamePart.given, NamePart.family, NamePart.full].compactMap { name?[$0]?.text }
        return words.isEmpty ? "a person" : words.joined(separator: " ")
    }

    /// What the agreement says, and the clause that decides.
    private func decision(
        on person: Sample, for partner: DemoNode, _ agreement: Agreement
    ) throws -> (outcome: String, clause: String) {
        let answer = try nodes[0].ask(
            "agreement.simulate",
            ["id": .text(agreement.id.text), "record": .text(person.record), "to": .text(partner.agency.text)])
        let row = answer.rows.first
        let fields = row?["fields"]?.arrayValue ?? []
        switch row?["outcome"]?.textValue {
        case "disclosed": return ("full", clauses(row?["clauses"]))
        case "redacted":
            let dob = fields.first { $0["field"]?.textValue == "dob" }
            return ("birth year only", clauses(dob?["clauses"]))
        default: return ("nothing", row?["reason"]?.textValue ?? "the agreement names no such party")
        }
    }

    private func clauses(_ value: CBORValue?) -> String {
        (value?.arrayValue ?? []).compactMap(\.textValue).joined(separator: ", ")
    }

    /// What a partner's node really shows of a person.
    private func sight(of person: Sample, at partner: DemoNode) throws -> String {
        guard let name = person.names[partner.agency], let content = try shown(name, at: partner) else {
            return "nothing"
        }
        guard let own = person.content.value(.dob)?.date, let seen = content.value(.dob)?.date else { return "full" }
        return own != seen ? "birth year only" : "full"
    }

    /// The content of a record as a partner shows it; nil if it shows none.
    func shown(_ name: String, at partner: DemoNode) throws -> Content? {
        do {
            let rows = try partner.ask("record.show", ["id": .text(name)]).rows
            guard let row = rows.first(where: { $0["id"]?.textValue == name }), let bytes = row["content"]?.bytesValue
            else { return nil }
            return try Content(decoding: bytes)
        } catch let failure as ControlFailure where failure.code == "not-found" {
            return nil
        }
    }

    // MARK: A live edit and a withdrawal

    func editLive() throws {
        chapter("7. \(nodes[0].agency) edits a record; the change arrives live")
        guard let person = try samples(of: nodes[0]).first(where: { $0.names[nodes[1].agency] != nil }),
            let name = person.names[nodes[1].agency], let before = try shown(name, at: nodes[1]),
            let path = editablePath(of: before)
        else { return promise(false, "a record that can be edited is disclosed") }
        let old = before.rows().first { $0.path.description == path }?.text ?? ""
        _ = try nodes[0].ask(
            "record.edit",
            ["id": .text(person.record), "set": .array([.array([.text(path), .text(old + " jr")])]), "unset": []])
        try wait(for: "the edit to arrive", every: 1) { try shown(name, at: nodes[1]) != before }
        let origin = try time("updated", of: person.record, at: nodes[0])
        let arrival = try time("received", of: name, at: nodes[1])
        figures.liveEditMilliseconds = max(0, arrival - origin)
        let after = try shown(name, at: nodes[1])
        promise(
            after?.rows().contains { $0.text == old + " jr" } ?? false,
            "`\(path)` is new at \(nodes[1].agency) \(figures.liveEditMilliseconds) ms after the commit")
    }

    /// A text that was disclosed and may be changed freely.
    private func editablePath(of content: Content) -> String? {
        let rows = content.rows()
        let names = rows.filter { $0.path.field == "names" && ["given", "family", "full"].contains($0.path.part) }
        let others = rows.filter { $0.path.field == "addresses" || $0.path.field == "occupation" }
        return (names + others).first?.path.description
    }

    private func time(_ key: String, of name: String, at node: DemoNode) throws -> Int64 {
        let rows = try node.ask("record.show", ["id": .text(name)]).rows
        return rows.first { $0["id"]?.textValue == name }?[.text(key)]?.integerValue ?? 0
    }

    func withdraw() throws {
        chapter("8. \(nodes[0].agency) withdraws a record; it is gone everywhere")
        let all = try samples(of: nodes[0])
        guard let person = all.last(where: { $0.names[nodes[1].agency] != nil }),
            let name = person.names[nodes[1].agency]
        else { return promise(false, "a record that can be withdrawn is disclosed") }
        _ = try nodes[0].ask("record.retract", ["id": .text(person.record), "reason": "error"])
        try wait(for: "the withdrawal to arrive", every: 1) { try shown(name, at: nodes[1]) == nil }
        let origin = try time("updated", of: person.record, at: nodes[0])
        let history = try nodes[1].ask("record.history", ["id": .text(name)]).rows
        let arrival = history.last?["at"]?.integerValue ?? origin
        figures.withdrawMilliseconds = max(0, arrival - origin)
        promise(
            history.last?["event"]?.textValue == "withdrawn",
            "\(nodes[1].agency) holds nothing of it \(figures.withdrawMilliseconds) ms after the commit")
    }

    // MARK: Matches

    func match() throws {
        chapter("6. The nodes find who is known to both")
        try wait(for: "linkage to settle", every: 50) {
            try nodes.allSatisfy { try $0.ask("node.status").result["queue"]?.integerValue == 0 }
        }
        for node in nodes { try train(node) }
        let pairs = try proposedPairs()
        let left = files[0].clusters
        let right = files[1].clusters
        figures.matches.proposed = pairs.count
        figures.matches.correct = pairs.count { left[$0.left] != nil && left[$0.left] == right[$0.right] }
        figures.matches.wanted = try wantedPairs(left, right)
        guard !left.isEmpty, !right.isEmpty else {
            return tell("  \(pairs.count) pairs proposed; the files have no truth column `cluster`")
        }
        figures.matches.isMeasured = true
        let (precision, recall) = (figures.matches.precision ?? 0, figures.matches.recall ?? 0)
        let percent = Decimals.text(100 * precision, places: 1)
        tell(
            "  \(pairs.count) pairs proposed, \(figures.matches.correct) of them right (\(percent) %), "
                + "of \(figures.matches.wanted) that there are"
        )
        promise(
            precision >= 0.95 && recall >= 0.95,
            "precision and recall are at least 0.95")
    }

    /// Lets a node learn from what it holds, as its operator would, if that is enough to learn from.
    private func train(_ node: DemoNode) throws {
        let rows = try node.ask("match.stats").result["rows"]?.integerValue ?? 0
        guard rows > 0 else { return tell("  \(node.agency): a victim-service provider matches nothing") }
        guard rows >= NodeLimits.leastTrainingRecords else {
            return tell("  \(node.agency): \(rows) records are too few to learn from: it weighs as it was delivered")
        }
        let result = try node.ask("match.train").result
        let appear = result["pairs_appearing"]?.integerValue ?? 0
        let disappear = result["pairs_disappearing"]?.integerValue ?? 0
        tell(
            "  \(node.agency): `comity match train` learns from \(rows) records; "
                + "\(appear) pairs appear, \(disappear) disappear")
    }

    private struct RowPair: Hashable {
        let left: String
        let right: String
    }

    /// Distinct pairs of rows across the two files, over what all nodes propose.
    private func proposedPairs() throws -> Set<RowPair> {
        var rows: [String: (agency: AgencyID, row: String)] = [:]
        for node in nodes {
            for (record, row) in rowIDs[node.agency] ?? [:] { rows[record] = (node.agency, row) }
            for disclosure in try node.ask("record.disclosures").rows {
                guard let record = disclosure["record"]?.textValue, let name = disclosure["name"]?.textValue else {
                    continue
                }
                rows[name] = rows[record]
            }
        }
        var pairs: Set<RowPair> = []
        for node in nodes {
            for match in try node.ask("match.list", ["limit": .integer(1_000_000)]).rows {
                guard let one = match["left"]?["record"]?.textValue.flatMap({ rows[$0] }),
                    let other = match["right"]?["record"]?.textValue.flatMap({ rows[$0] }), one.agency != other.agency
                else { continue }
                if one.agency == nodes[0].agency, other.agency == nodes[1].agency {
                    pairs.insert(RowPair(left: one.row, right: other.row))
                } else if one.agency == nodes[1].agency, other.agency == nodes[0].agency {
                    pairs.insert(RowPair(left: other.row, right: one.row))
                }
            }
        }
        return pairs
    }

    /// Pairs with equal `cluster` of which both rows are disclosed to the other side.
    private func wantedPairs(_ left: [String: String], _ right: [String: String]) throws -> Int {
        let one = try disclosedRows(of: nodes[0], to: nodes[1].agency)
        let other = try disclosedRows(of: nodes[1], to: nodes[0].agency)
        let counts = Dictionary(grouping: other.compactMap { right[$0] }, by: { $0 }).mapValues(\.count)
        return one.compactMap { left[$0] }.reduce(0) { $0 + (counts[$1] ?? 0) }
    }

    private func disclosedRows(of node: DemoNode, to partner: AgencyID) throws -> [String] {
        try node.ask("record.disclosures").rows.compactMap { row in
            guard row["to"]?.arrayValue?.contains(.text(partner.text)) ?? false,
                let record = row["record"]?.textValue
            else { return nil }
            return rowIDs[node.agency]?[record]
        }
    }
}
