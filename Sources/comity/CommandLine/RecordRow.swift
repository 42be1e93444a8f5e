import ComityCore
import ComityNode
import ComityRecords

/// One agency's statement or view of a record, as the node sends it: for JSON, a table and a page.
struct RecordRow {
    private static let columns = [
        Column("id"), Column("type"), Column("agency"), Column("own", .boolean), Column("agreement"),
        Column("position"), Column("state"), Column("created", .time), Column("updated", .time),
        Column("received", .time), Column("expires", .time), Column("clauses", .texts), Column("cluster"),
    ]

    private let row: CBORValue
    private let content: Content

    /// - Throws: exit 65 if the content is not what this version can read.
    init(_ row: CBORValue) throws(ControlFailure) {
        self.row = row
        do {
            content = try Content(decoding: row["content"]?.bytesValue ?? [])
        } catch {
            throw ControlFailure(error)
        }
    }

    var agency: String { Column("agency").cell(row) }
    var type: String { Column("type").cell(row) }
    /// An own id is cut to 8 digits, which is what people type; a view's name stands whole.
    var shortID: String {
        let id = Column("id").cell(row)
        return id.contains("/") ? id : String(id.prefix(8))
    }

    /// What people call the record by.
    var headline: String { ContentText.headline(content) }

    var output: JSONValue {
        guard case .object(let fields) = Self.columns.object(row) else { return .null }
        return .object(fields + [JSONMember("fields", ContentText.output(content))])
    }

    /// The page of one view.
    var lines: [String] {
        let whence = Column("agreement").cell(row)
        let clauses = Column("clauses", .texts).cell(row)
        let heading =
            "\(type) \(Column("id").cell(row)), stated by \(agency)"
            + (whence.isEmpty ? "" : " under \(whence)") + (clauses.isEmpty ? "" : " by \(clauses)")
        let dates = [("updated", "updated"), ("received", "received"), ("expires", "to be hidden")].compactMap {
            let text = Column($0.0, .time).cell(row)
            return text.isEmpty ? nil : "  \($0.1) \(text)"
        }
        let state = Column("state").cell(row) == "retracted" ? ["  retracted: shown to nobody"] : []
        return [heading] + state + dates + ContentText.lines(content).map { "  " + $0 }
    }
}
